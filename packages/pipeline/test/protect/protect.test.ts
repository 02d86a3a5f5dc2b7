import { renderPlatform, SourceProvider } from '@plinth/template/config';
import { protect } from '../../src/runtime/protect/protect';
import { jsonServices, Refused, withEnvironment, type Call } from '../json-service';
import { aContext, aFolder } from '../repository';

const REVIEWER = 'arn:aws:sts::111111111111:assumed-role/acme-reviewer/plinth';

/** CodeCommit with one repository, `acme`, and its approval rule templates, listed one in a page. */
class Rules {
  readonly templates = new Map<string, { content: string; sha256: string }>();
  readonly associated: string[] = [];
  /** Whether someone else changes each rule right after it was read. */
  busy = false;

  readonly operations = {
    GetRepository: ({ repositoryName }: Call['input']) => {
      if (repositoryName !== 'acme') throw new Refused('RepositoryDoesNotExistException');
      return { repositoryMetadata: { repositoryName, Arn: 'arn:aws:codecommit:eu-central-1:111111111111:acme' } };
    },
    ListAssociatedApprovalRuleTemplatesForRepository: ({ nextToken }: Call['input']) => {
      const at = Number(nextToken ?? 0);
      return { approvalRuleTemplateNames: this.associated.slice(at, at + 1), ...(at + 1 < this.associated.length ? { nextToken: String(at + 1) } : {}) };
    },
    GetApprovalRuleTemplate: ({ approvalRuleTemplateName: name }: Call['input']) => {
      const template = this.templates.get(String(name));
      if (!template) throw new Refused('ApprovalRuleTemplateDoesNotExistException');
      const { content, sha256 } = template;
      if (this.busy) template.sha256 = 'of something else';
      return { approvalRuleTemplate: { approvalRuleTemplateName: name, approvalRuleTemplateContent: content, ruleContentSha256: sha256 } };
    },
    CreateApprovalRuleTemplate: (said: Call['input']) => this.write(said.approvalRuleTemplateName, said.approvalRuleTemplateContent),
    UpdateApprovalRuleTemplateContent: (said: Call['input']) => {
      if (this.templates.get(String(said.approvalRuleTemplateName))!.sha256 !== said.existingRuleContentSha256) throw new Refused('InvalidRuleContentSha256Exception');
      return this.write(said.approvalRuleTemplateName, said.newRuleContent);
    },
    AssociateApprovalRuleTemplateWithRepository: ({ approvalRuleTemplateName }: Call['input']) => {
      this.associated.push(String(approvalRuleTemplateName));
      return {};
    },
  };

  private write(name: unknown, content: unknown): object {
    // As CodeCommit does it: laid out anew.
    this.templates.set(String(name), { content: JSON.stringify(JSON.parse(String(content)), null, 2), sha256: `sha of ${content}` });
    return { approvalRuleTemplate: { approvalRuleTemplateName: name } };
  }
}

describe('the protection of the branch', () => {
  let rules: Rules;
  let services: Awaited<ReturnType<typeof jsonServices>>;

  beforeEach(async () => {
    rules = new Rules();
    services = await jsonServices({ CODECOMMIT: rules.operations });
  });
  afterEach(() => services.stop());

  async function run(args: string[], source?: object) {
    const platform = { name: 'acme', services: [], environments: [{ name: 'staging', profile: 'team' }], ...(source ? { source } : {}) };
    const context = aContext(aFolder({ 'platform.json': renderPlatform(platform) }));
    await withEnvironment(services.environment, () => protect(args, context));
    return context;
  }

  it('is shown first, and nothing is changed', async () => {
    const { printed, said } = await run(['--plan']);
    expect(printed).toEqual(['create acme-check', 'associate acme-check', 'create acme-person', 'associate acme-person']);
    expect(said).toEqual(['nothing is changed; --yes does it']);
    expect(rules.templates.size).toBe(0);
  });

  it('wants the check and a person, on the branch alone', async () => {
    await run(['--yes'], { provider: SourceProvider.CODECOMMIT, branch: 'trunk' });
    const [check, person] = ['acme-check', 'acme-person'].map((name) => JSON.parse(rules.templates.get(name)!.content));
    expect(check.Statements).toEqual([{ Type: 'Approvers', NumberOfApprovalsNeeded: 1, ApprovalPoolMembers: [REVIEWER] }]);
    expect(person.Statements).toEqual([{ Type: 'Approvers', NumberOfApprovalsNeeded: 2 }]);
    expect([check.DestinationReferences, person.DestinationReferences]).toEqual([['refs/heads/trunk'], ['refs/heads/trunk']]);
    expect(rules.associated).toEqual(['acme-check', 'acme-person']);
  });

  it('is there after the second run as after the first', async () => {
    await run(['--yes']);
    services.calls.length = 0;
    const { printed, said } = await run(['--yes']);
    expect([printed, said]).toEqual([[], ['main of acme is protected']]);
    expect(services.calls.map(({ operation }) => operation).filter((operation) => !/^(Get|List)/.test(operation))).toEqual([]);
  });

  it('goes on where an earlier run was interrupted, and puts right what someone changed', async () => {
    await run(['--yes']);
    rules.associated.pop();
    rules.templates.get('acme-check')!.content = '{"Version":"2018-11-08","Statements":[]}';
    expect((await run(['--yes'])).printed).toEqual(['update acme-check', 'associate acme-person']);
    expect((await run(['--plan'])).printed).toEqual([]);
  });

  it('fails when someone changes a rule between plan and deed', async () => {
    await run(['--yes']);
    Object.assign(rules.templates.get('acme-check')!, { content: '{}' });
    rules.busy = true;
    await expect(run(['--yes'])).rejects.toThrow(/"InvalidRuleContentSha256Exception: .*"; someone changed it meanwhile: run protect again$/);
  });

  it('fails when the source protects its branches itself', async () => {
    await expect(run([], { provider: SourceProvider.GITHUB, repository: 'acme/shop' })).rejects.toThrow(
      `source.provider has its own branch protection, got "github"; require the status 'pull request check' there`,
    );
  });

  it('fails when there is no such repository', async () => {
    await expect(run([], { provider: SourceProvider.CODECOMMIT, repository: 'other' })).rejects.toThrow(
      /^approval rules of other cannot be read or changed, got "RepositoryDoesNotExistException: .*"; deploy it with 'cdk deploy/,
    );
  });
});
