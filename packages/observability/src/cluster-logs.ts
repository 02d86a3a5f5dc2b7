import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface ClusterLogsProps {
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /**
   * How long lines are kept. `INFINITE` is refused.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;
  /**
   * What happens to the lines, and to the key that reads them, when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const KINDS = ['application', 'dataplane', 'host', 'performance'] as const;

/**
 * The four log groups Container Insights writes to, under one key that only these groups can use.
 *
 * They exist before the agents do: a group an agent creates never expires and is not under a key of ours.
 */
export class ClusterLogs extends Construct {
  /** Name of the group with the lines of every container. */
  static applicationLogGroupName(clusterName: string): string {
    return logGroupName(clusterName, 'application');
  }

  /** What containers write to standard output: request lines among them. */
  readonly application: LogGroup;
  /** All four groups. */
  readonly groups: readonly LogGroup[];
  /** The key of the groups. */
  readonly key: Key;

  constructor(scope: Construct, id: string, props: ClusterLogsProps) {
    super(scope, id);
    const retention = props.retention ?? RetentionDays.ONE_MONTH;
    if (retention === RetentionDays.INFINITE) {
      throw new Error('retention must end, got INFINITE; choose the days your auditors ask for');
    }
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    this.key = new Key(this, 'Key', {
      description: `Container logs of ${props.clusterName}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(this.onlyFor(props.clusterName));
    this.groups = KINDS.map((kind) => new LogGroup(this, kind, {
      logGroupName: logGroupName(props.clusterName, kind),
      encryptionKey: this.key,
      retention,
      removalPolicy,
    }));
    this.application = this.groups[0];
  }

  private onlyFor(clusterName: string): PolicyStatement {
    const arns = KINDS.map((kind) => Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: logGroupName(clusterName, kind),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }));
    return new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: [
        'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
        'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey',
      ],
      resources: ['*'],
      conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arns } },
    });
  }
}

function logGroupName(clusterName: string, kind: (typeof KINDS)[number]): string {
  return `/aws/containerinsights/${clusterName}/${kind}`;
}
