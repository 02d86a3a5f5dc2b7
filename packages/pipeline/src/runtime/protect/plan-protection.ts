/** A rule pull requests of a branch have to meet. */
export interface RuleTemplate {
  /** Its name, unique in account and region. */
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** The rule, as CodeCommit takes it. */
  readonly content: string;
}

/** A template as CodeCommit has it. */
export interface FoundTemplate {
  /** The rule. */
  readonly content: string;
  /** Names this content when it is replaced. */
  readonly sha256: string;
  /** Whether the repository has it. */
  readonly associated: boolean;
}

/** One thing to do. */
export interface ProtectionStep {
  readonly action: 'create' | 'update' | 'associate';
  readonly template: RuleTemplate;
  /** The content that is replaced. @default - none is */
  readonly replaces?: string;
}

/**
 * The rules of a branch: the check approves, and two approve in all, so that a person is one of them. The check's own rule
 * is apart, because in one rule two people could do without it.
 *
 * @param reviewer ARN of the session that approves for the check
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/approval-rule-templates.html
 */
export function wantedTemplates(platform: string, branch: string, reviewer: string): RuleTemplate[] {
  const rule = (approvals: number, pool: object) => JSON.stringify({
    Version: '2018-11-08',
    DestinationReferences: [`refs/heads/${branch}`],
    Statements: [{ Type: 'Approvers', NumberOfApprovalsNeeded: approvals, ...pool }],
  });
  return [
    { name: `${platform}-check`, description: `The check of ${platform} has passed`, content: rule(1, { ApprovalPoolMembers: [reviewer] }) },
    { name: `${platform}-person`, description: 'A person agrees, beside the check', content: rule(2, {}) },
  ];
}

/** What is missing, in order; nothing when all is as it should be. */
export function planProtection(wanted: readonly RuleTemplate[], found: ReadonlyMap<string, FoundTemplate>): ProtectionStep[] {
  return wanted.flatMap((template): ProtectionStep[] => {
    const there = found.get(template.name);
    if (!there) return [{ action: 'create', template }, { action: 'associate', template }];
    const steps: ProtectionStep[] = same(there.content, template.content) ? [] : [{ action: 'update', template, replaces: there.sha256 }];
    return there.associated ? steps : [...steps, { action: 'associate', template }];
  });
}

/** By meaning: CodeCommit may lay the text out anew. */
function same(a: string, b: string): boolean {
  const sorted = (_: string, value: unknown) => (value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))) : value);
  const text = (json: string) => JSON.stringify(JSON.parse(json), sorted);
  return text(a) === text(b);
}
