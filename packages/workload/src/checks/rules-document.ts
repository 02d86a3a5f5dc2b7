import { allRules } from './manifest-check';
import { RuleDescription } from './manifest-rule';
import { isSuppressible, SUPPRESSION_ANNOTATION } from './suppression';

/** `docs/manifest-rules.md`: every rule of the manifest checks, from their own tables. */
export function rulesDocument(): string {
  const count = (severity: RuleDescription['severity']) => allRules.filter((rule) => rule.severity === severity).length;
  return `# Rules for manifests

${allRules.length} rules: ${count('error')} errors, which fail, and ${count('warning')} warnings, which are for a person to weigh.
\`npm run verify -- --manifests DIR\` asks them of any folder, \`npm run baseline\` of our own. Those of \`fargate/\` and \`fargate-…/\` are asked of namespaces
on Fargate: those of \`platform.json\`, or of \`--fargate NAMESPACE\`.

Written by \`npm run --silent verify -- --rules > docs/manifest-rules.md\`; change a rule in \`packages/workload/src/checks\`.

## Exceptions

An exception is at its object, with a reason and its last day. It is counted and shown; one that has ended, has no reason or excepts from nothing is a finding itself.

\`\`\`yaml
metadata:
  annotations:
    ${SUPPRESSION_ANNOTATION}: |
      image/digest until 2027-01-31: the vendor publishes no digests before its next release
\`\`\`

Rules marked * know no exceptions.

## Rules

| rule | severity | why | what to do | source |
|---|---|---|---|---|
${allRules.map(row).join('\n')}
`;
}

function row({ id, severity, why, fix, source }: RuleDescription): string {
  const marked = isSuppressible(id) ? `\`${id}\`` : `\`${id}\` *`;
  return `| ${[marked, severity, cell(why), cell(fix), linked(source)].join(' | ')} |`;
}

/** What Markdown would take for the end of a cell or for HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}

function linked(source: string): string {
  const [url] = source.split(' ');
  return /^https?:/.test(url) ? `[${new URL(url).hostname}](${url})` : 'this page';
}
