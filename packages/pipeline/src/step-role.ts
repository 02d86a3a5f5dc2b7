import { Stack, Token, Validations } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** One thing a step may do. */
export interface Permission {
  /** Actions, each by its full name. */
  readonly allow: string[];
  /** Resources, as ARNs. */
  readonly on: string[];
  /**
   * Conditions.
   * @default - none
   */
  readonly when?: iam.Conditions;
  /**
   * Why a resource holds a wildcard. Required then.
   * @default - no resource holds one
   */
  readonly why?: string;
}

export interface StepRoleProps {
  /** Literal name, where another account has to name the role. @default - generated */
  readonly roleName?: string;
  /** What the role is for. */
  readonly description: string;
  /** Who assumes it. */
  readonly assumedBy: iam.IPrincipal;
  /** All it may do. */
  readonly permissions: Permission[];
}

/**
 * A role that may do what is written here and nothing more: constructs that use `fixed` cannot widen it
 * (their own grants name `s3:GetObject*` and the like). Refuses a wildcard resource without a reason.
 *
 * @example
 * new StepRole(this, 'Role', {
 *   description: 'reads one bucket', assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
 *   permissions: [{ allow: ['s3:GetObject'], on: [bucket.arnForObjects('*')], why: 'all objects of one bucket' }],
 * });
 */
export class StepRole extends Construct {
  /** The role as constructs get it: their grants change nothing. */
  readonly fixed: iam.IRole;
  /** Its ARN. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: StepRoleProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Default', {
      roleName: props.roleName,
      description: props.description,
      assumedBy: props.assumedBy,
      inlinePolicies: {
        step: new iam.PolicyDocument({
          statements: props.permissions.map(
            ({ allow, on, when }) => new iam.PolicyStatement({ actions: allow, resources: on, conditions: when }),
          ),
        }),
      },
    });
    for (const permission of props.permissions) this.acknowledgeWildcards(role, permission);
    this.fixed = role.withoutPolicyUpdates();
    this.roleArn = role.roleArn;
  }

  private acknowledgeWildcards(role: iam.Role, { on, why }: Permission): void {
    for (const resource of on.map((arn) => rendered(this, arn)).filter((arn) => arn.includes('*'))) {
      if (!why) throw new Error(`${this.node.path} permission has no reason for a wildcard, got ${resource}; say it in 'why'`);
      Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`, reason: why });
    }
  }
}

/** An ARN as cdk-nag names it in a finding: references in angle brackets. */
function rendered(scope: Construct, arn: string): string {
  const visit = (node: unknown): string => {
    if (typeof node === 'string') return node;
    const [[kind, value]] = Object.entries(node as Record<string, unknown>);
    if (kind === 'Fn::Join') {
      const [delimiter, parts] = value as [string, unknown[]];
      return parts.map(visit).join(delimiter);
    }
    return `<${Array.isArray(value) ? value.join('.') : value}>`;
  };
  return Token.isUnresolved(arn) ? visit(Stack.of(scope).resolve(arn)) : arn;
}
