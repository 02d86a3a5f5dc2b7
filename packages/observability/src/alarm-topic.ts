import { Aws, RemovalPolicy } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Name of the EKS cluster; the topic is `<clusterName>-alarms`. */
  readonly clusterName: string;
}

/**
 * Where every alarm of a cluster is said: an SNS topic under its own key, TLS only, on which CloudWatch alarms of
 * this account alone may publish. The AWS managed key for SNS would not do: CloudWatch cannot use it.
 *
 * Nobody is subscribed yet. Subscribe a chat, a pager or a mailbox:
 *
 *     const alarms = new AlarmTopic(this, 'Alarms', { clusterName: 'acme-prod' });
 *     alarms.topic.addSubscription(new EmailSubscription('on-call@example.com'));
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopic extends Construct {
  /** The topic. */
  readonly topic: Topic;
  /** The key of the topic. */
  readonly key: Key;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Alarms of ${props.clusterName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `${props.clusterName}-alarms`,
      displayName: `${props.clusterName} alarms`,
      masterKey: this.key,
      enforceSSL: true,
    });

    this.key.addToResourcePolicy(alarmsMay(['kms:Decrypt', 'kms:GenerateDataKey'], '*'));
    this.topic.addToResourcePolicy(alarmsMay(['sns:Publish'], this.topic.topicArn));
  }
}

function alarmsMay(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
