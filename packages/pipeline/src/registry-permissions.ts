import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { baseImageRepositories } from './base-image-cache';
import type { Scanning } from './registry';
import type { Permission } from './step-role';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What the build needs of the registry: to push images and see what a scan found in them, and to pull public base images. */
export function buildPermissions(scope: Construct, platform: string, scanning: Scanning): Permission[] {
  return [
    {
      allow: [
        ...PULL,
        'ecr:CompleteLayerUpload',
        'ecr:CreateRepository',
        'ecr:DescribeImageScanFindings',
        'ecr:DescribeImages',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      on: [repositories(scope, platform)],
      why: 'one repository per service, created on its first push',
    },
    {
      allow: [...PULL, 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
      on: baseImageRepositories(platform).map((prefix) => repositories(scope, prefix)),
      why: 'one repository per base image, created on its first pull',
    },
    { allow: ['ecr:GetAuthorizationToken'], on: ['*'], why: 'the call allows no resource' },
    // ECR passes the question for findings on to Inspector, in the caller's name.
    ...(scanning === 'enhanced' ? [{ allow: ['inspector2:ListCoverage', 'inspector2:ListFindings'], on: ['*'], why: 'the calls allow no resource' }] : []),
  ];
}

function repositories(scope: Construct, prefix: string): string {
  return Stack.of(scope).formatArn({ service: 'ecr', resource: 'repository', resourceName: `${prefix}/*` });
}
