import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ClusterTelemetry, ClusterTelemetryProps } from '../src';
import { anApp, CLUSTER, Json, resources } from './world';

function aStack(props: Partial<ClusterTelemetryProps> = {}): Stack {
  const stack = new Stack(anApp(), 'Stack');
  new ClusterTelemetry(stack, 'Telemetry', { clusterName: CLUSTER, ...props });
  return stack;
}

function configuration(stack: Stack) {
  return JSON.parse(Object.values(resources(stack, 'AWS::EKS::Addon'))[0].Properties.ConfigurationValues);
}

describe('the add-on', () => {
  it('collects enhanced Container Insights and container logs, and no Application Signals', () => {
    const values = configuration(aStack());
    expect(values.agent.config.logs.metrics_collected).toEqual({ kubernetes: { enhanced_container_insights: true } });
    expect(values.containerLogs.enabled).toBe(true);
    expect(values.manager.applicationSignals.autoMonitor.monitorAllServices).toBe(false);
    expect(JSON.stringify(values)).not.toContain('application_signals');
  });

  it('takes traces where the endpoint for services says', () => {
    const { otlp, xray } = configuration(aStack()).agent.config.traces.traces_collected;
    expect(otlp.http_endpoint.split(':')[1]).toBe(new URL(ClusterTelemetry.OTLP_ENDPOINT).port);
    expect(xray.tcp_proxy.bind_address.split(':')[1]).toBe(new URL(ClusterTelemetry.SAMPLING_ENDPOINT).port);
  });

  it('is the version that was asked for, and ours wins over what is in the cluster', () => {
    Template.fromStack(aStack({ addonVersion: 'v6.4.0-eksbuild.1' })).hasResourceProperties('AWS::EKS::Addon', {
      AddonName: 'amazon-cloudwatch-observability', AddonVersion: 'v6.4.0-eksbuild.1', ResolveConflicts: 'OVERWRITE',
    });
  });

  it('comes after the log groups, or its agents would make groups that never expire', () => {
    const stack = aStack();
    const groups = Object.keys(resources(stack, 'AWS::Logs::LogGroup'));
    const [addon] = Object.values(resources(stack, 'AWS::EKS::Addon'));
    expect(groups).toHaveLength(4);
    expect(addon.DependsOn).toEqual(expect.arrayContaining(groups));
  });
});

describe('the agents', () => {
  it('are one service account of this cluster, by Pod Identity', () => {
    const template = Template.fromStack(aStack());
    template.hasResourceProperties('AWS::EKS::Addon', { PodIdentityAssociations: [Match.objectLike({ ServiceAccount: 'cloudwatch-agent' })] });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Condition: { StringEquals: Match.objectLike({ 'aws:RequestTag/kubernetes-service-account': 'cloudwatch-agent' }) },
        })],
      },
    });
  });

  it('write to the four log groups and cannot create others', () => {
    const [role] = Object.values(resources(aStack(), 'AWS::IAM::Role'));
    const statements = role.Properties.Policies[0].PolicyDocument.Statement;
    const logs = statements.find((s: Json) => s.Action.includes('logs:PutLogEvents'));
    expect(logs.Resource).toHaveLength(4);
    expect(JSON.stringify(statements)).not.toContain('CreateLogGroup');
  });
});

describe('the log groups', () => {
  it('are the four Container Insights writes to, each with retention and the key', () => {
    const groups = Object.values(resources(aStack({ retention: RetentionDays.ONE_WEEK }), 'AWS::Logs::LogGroup'));
    expect(groups.map((g) => g.Properties.LogGroupName)).toEqual(
      ['application', 'dataplane', 'host', 'performance'].map((kind) => `/aws/containerinsights/${CLUSTER}/${kind}`),
    );
    for (const { Properties } of groups) {
      expect(Properties).toMatchObject({ RetentionInDays: 7, KmsKeyId: expect.anything() });
    }
  });

  it('are the only ones that can use their key', () => {
    const [key] = Object.values(resources(aStack(), 'AWS::KMS::Key'));
    const statement = key.Properties.KeyPolicy.Statement.find((s: Json) => s.Principal.Service !== undefined);
    expect(statement.Condition.ArnEquals['kms:EncryptionContext:aws:logs:arn']).toHaveLength(4);
  });

  it('outlive the stack unless told otherwise', () => {
    Template.fromStack(aStack()).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
    Template.fromStack(aStack({ removalPolicy: RemovalPolicy.DESTROY })).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  it('fails when they would be kept for ever', () => {
    expect(() => aStack({ retention: RetentionDays.INFINITE })).toThrow(
      'retention must end, got INFINITE; choose the days your auditors ask for',
    );
  });
});
