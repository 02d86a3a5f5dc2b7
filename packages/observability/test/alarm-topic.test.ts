import { Match, Template } from 'aws-cdk-lib/assertions';
import { anEnvironment, CLUSTER } from './world';

const template = Template.fromStack(anEnvironment().shared);
const thisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

describe('the alarm topic', () => {
  it('is encrypted with its own key, which CloudWatch alarms of this account can use', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: `${CLUSTER}-alarms`, KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: thisAccount,
        })]),
      },
    });
  });

  it('takes messages from CloudWatch alarms of this account, over TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: thisAccount }),
        ],
      },
    });
  });
});
