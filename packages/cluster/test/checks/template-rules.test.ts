import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTemplates, templateFindingLine, templateRules } from '../../src';
import { RULE_EXAMPLES } from './rule-examples';

const DOCUMENT = readFileSync(join(__dirname, '../../../../docs/errors.md'), 'utf8');

/** Every rule's verdict on one resource and its neighbours. */
function judge(rule: string, properties: unknown) {
  const { type, options, beside } = RULE_EXAMPLES[rule];
  const body = { Resources: { ...beside, Thing: { Type: type, Properties: properties } } };
  return checkTemplates([{ name: 'stack', body }], options).filter((finding) => finding.rule === rule);
}

describe('the rules for templates', () => {
  it('each have a failing and a passing example, a reason with its source, and a remedy', () => {
    expect(Object.keys(RULE_EXAMPLES).sort()).toEqual(templateRules.map(({ id }) => id).sort());
    for (const { why, source, fix } of templateRules) expect([why, source, fix]).toEqual([expect.any(String), expect.stringMatching(/^https:/), expect.any(String)]);
    for (const { fails, passes } of Object.values(RULE_EXAMPLES)) expect(Math.min(fails.length, passes.length)).toBeGreaterThan(0);
  });

  const failing = Object.entries(RULE_EXAMPLES).flatMap(([rule, { fails }]) => fails.map(([properties, path]) => ({ rule, path, properties })));
  it.each(failing)('fails when $path breaks $rule', ({ rule, path, properties }) => {
    expect(judge(rule, properties).map((finding) => [finding.resource, finding.path])).toContainEqual(['Thing', path]);
  });

  const passing = Object.entries(RULE_EXAMPLES).flatMap(([rule, { passes }]) => passes.map((properties) => ({ rule, properties })));
  it.each(passing)('are content with $rule kept by $properties', ({ rule, properties }) => {
    expect(judge(rule, properties)).toEqual([]);
  });

  it.each(templateRules.map(({ id }) => [id]))('never guess what CloudFormation fills in: %s', (rule) => {
    for (const properties of [{ 'Fn::Transform': { Name: 'AWS::Include' } }, { 'Tags': [], 'Fn::Transform': { Name: 'AWS::Include' } }]) expect(judge(rule, properties)).toEqual([]);
  });

  it('say what is wrong, where, and what to do in one line', () => {
    const [finding] = judge('eks/min-above-max', { ScalingConfig: { MinSize: 3, MaxSize: 2 } });
    expect(templateFindingLine(finding)).toBe(
      'stack error eks/min-above-max: Thing Properties.ScalingConfig.MinSize is above MaxSize 2, got 3; put the sizes in order: MinSize, DesiredSize, MaxSize',
    );
  });

  it('are silent on what nobody told them: the date, and leave for extended support', () => {
    const body = { Resources: { Cluster: { Type: 'AWS::EKS::Cluster', Properties: { Version: '1.34' } } } };
    const rules = checkTemplates([{ name: 'stack', body }]).map(({ rule }) => rule);
    expect(rules).not.toContain('eks/standard-support-ended');
    expect(rules).not.toContain('eks/extended-support');
  });

  it.each([
    ['an output another stack reads', { 'Fn::GetStackOutput': { StackName: 'net', OutputName: 'Subnet' } }],
    ['an export', { 'Fn::ImportValue': 'net:Subnet' }],
  ])('follow %s to the subnet', (_, reference) => {
    const network = { Resources: { Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } } }, Outputs: { Subnet: { Value: { Ref: 'Subnet' }, Export: { Name: 'net:Subnet' } } } };
    const nodes = { Resources: { Nodes: { Type: 'AWS::EKS::Nodegroup', Properties: { Subnets: [reference] } } } };
    expect(checkTemplates([{ name: 'nodes', body: nodes }, { name: 'out/net.template.json', body: network }]).map(({ rule }) => rule)).toContain('eks/public-subnet');
  });
});

describe('docs/errors.md', () => {
  it.each(templateRules.map((rule) => [rule.id, rule] as const))('explains %s', (id, { fix }) => {
    const entry = DOCUMENT.split(/^### /m).find((part) => part.startsWith(`${id}\n`)) ?? '';
    expect(entry).toContain(`**Do:** ${fix}.`);
  });

  it('explains no rule that is gone', () => {
    const explained = [...DOCUMENT.slice(DOCUMENT.indexOf('## Assembly')).matchAll(/^### (\S+\/\S+)$/gm)].map(([, id]) => id);
    expect(explained.sort()).toEqual(['template/unreadable', ...templateRules.map(({ id }) => id)].sort());
  });
});
