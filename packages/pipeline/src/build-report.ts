import { Aws, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Permission } from './step-role';

/** What a step needs to show its test results in CodeBuild. */
export function reportPermission(scope: Construct, projectName: string): Permission {
  const { account, region } = Stack.of(scope);
  return {
    allow: [
      'codebuild:BatchPutCodeCoverages',
      'codebuild:BatchPutTestCases',
      'codebuild:CreateReport',
      'codebuild:CreateReportGroup',
      'codebuild:UpdateReport',
    ],
    on: [`arn:${Aws.PARTITION}:codebuild:${region}:${account}:report-group/${projectName}-*`],
    why: 'report groups are made by the build and carry its name',
  };
}
