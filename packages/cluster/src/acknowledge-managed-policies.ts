import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Records why a role has policies that AWS maintains, from policy name to reason.
 * cdk-nag matches exact findings only, so each policy is named.
 */
export function acknowledgeManagedPolicies(role: IConstruct, reasons: Record<string, string>): void {
  for (const [policy, reason] of Object.entries(reasons)) {
    Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`, reason });
  }
}
