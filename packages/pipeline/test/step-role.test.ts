import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { StepRole, type Permission } from '../src/step-role';

function aRole(...permissions: Permission[]): { stack: Stack; role: StepRole } {
  const stack = new Stack(new App(), 'Stack');
  return { stack, role: new StepRole(stack, 'Role', { description: 'a step', assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'), permissions }) };
}

describe('the role of a step', () => {
  it('may do what is written and nothing that is granted to it elsewhere', () => {
    const { stack, role } = aRole({ allow: ['sns:Publish'], on: ['arn:aws:sns:eu-central-1:111111111111:news'] });
    role.fixed.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::other/key'] }));
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('s3:GetObject');
  });

  it('fails when a wildcard has no reason', () => {
    expect(() => aRole({ allow: ['sns:Publish'], on: ['*'] })).toThrow(`Stack/Role permission has no reason for a wildcard, got *; say it in 'why'`);
  });
});
