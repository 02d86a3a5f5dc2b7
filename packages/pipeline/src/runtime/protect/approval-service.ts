import {
  AssociateApprovalRuleTemplateWithRepositoryCommand, CodeCommitClient, CreateApprovalRuleTemplateCommand, GetApprovalRuleTemplateCommand,
  GetRepositoryCommand, UpdateApprovalRuleTemplateContentCommand, paginateListAssociatedApprovalRuleTemplatesForRepository,
} from '@aws-sdk/client-codecommit';
import { explainedByAws } from '../aws-error';
import { Explained } from '../command';
import type { FoundTemplate, ProtectionStep } from './plan-protection';

const REMEDIES = {
  RepositoryDoesNotExistException: "deploy it with 'cdk deploy <platform>-Pipeline', or choose another region with --region",
  InvalidRuleContentSha256Exception: 'someone changed it meanwhile: run protect again',
  NumberOfRuleTemplatesExceededException: 'remove approval rule templates nobody uses',
};

/** Approval rules of AWS CodeCommit, one function per call. */
export class ApprovalService {
  private readonly client: CodeCommitClient;

  constructor(private readonly repositoryName: string, region?: string) {
    this.client = new CodeCommitClient({ region });
  }

  /** Partition and account of the repository. */
  async owner(): Promise<{ readonly partition: string; readonly account: string }> {
    const { repositoryMetadata } = await this.ask(() => this.client.send(new GetRepositoryCommand({ repositoryName: this.repositoryName })));
    const [, partition, , , account] = (repositoryMetadata?.Arn ?? '').split(':');
    if (!partition || !account) throw new Explained(`repository ${this.repositoryName} has no ARN, got "${repositoryMetadata?.Arn ?? ''}"; ask AWS`);
    return { partition, account };
  }

  /** Those of the named templates that exist. */
  async templates(names: readonly string[]): Promise<Map<string, FoundTemplate>> {
    return this.ask(async () => {
      const associated = new Set<string>();
      for await (const page of paginateListAssociatedApprovalRuleTemplatesForRepository({ client: this.client }, { repositoryName: this.repositoryName })) {
        (page.approvalRuleTemplateNames ?? []).forEach((name) => associated.add(name));
      }
      const found = new Map<string, FoundTemplate>();
      for (const name of names) {
        const template = await this.tryGet(name);
        if (template) found.set(name, { ...template, associated: associated.has(name) });
      }
      return found;
    });
  }

  /** Does one step. */
  async perform({ action, template: { name, description, content }, replaces }: ProtectionStep): Promise<void> {
    const approvalRuleTemplateName = name;
    await this.ask<unknown>(() => {
      if (action === 'create') {
        return this.client.send(new CreateApprovalRuleTemplateCommand({ approvalRuleTemplateName, approvalRuleTemplateDescription: description, approvalRuleTemplateContent: content }));
      }
      if (action === 'update') {
        return this.client.send(new UpdateApprovalRuleTemplateContentCommand({ approvalRuleTemplateName, newRuleContent: content, existingRuleContentSha256: replaces }));
      }
      return this.client.send(new AssociateApprovalRuleTemplateWithRepositoryCommand({ approvalRuleTemplateName, repositoryName: this.repositoryName }));
    });
  }

  private async tryGet(approvalRuleTemplateName: string): Promise<{ content: string; sha256: string } | undefined> {
    try {
      const { approvalRuleTemplate } = await this.client.send(new GetApprovalRuleTemplateCommand({ approvalRuleTemplateName }));
      return { content: approvalRuleTemplate?.approvalRuleTemplateContent ?? '{}', sha256: approvalRuleTemplate?.ruleContentSha256 ?? '' };
    } catch (error) {
      if ((error as Error).name === 'ApprovalRuleTemplateDoesNotExistException') return undefined;
      throw error;
    }
  }

  private async ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof Explained) throw error;
      throw explainedByAws(`approval rules of ${this.repositoryName} cannot be read or changed`, error as Error, REMEDIES);
    }
  }
}
