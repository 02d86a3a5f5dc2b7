import { TemplateRule, brokenWhere } from './template-rule';

const COMPUTE_TYPES = [
  ...['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', '2XLARGE'].map((size) => `BUILD_GENERAL1_${size}`),
  ...[1, 2, 4, 8, 10].map((size) => `BUILD_LAMBDA_${size}GB`),
  'ATTRIBUTE_BASED_COMPUTE', 'CUSTOM_INSTANCE_TYPE',
];

/** What builds and image repositories must not say. */
export const buildRules: readonly TemplateRule[] = [
  {
    id: 'codebuild/compute-type', severity: 'error', types: ['AWS::CodeBuild::Project'],
    why: 'CloudFormation passes the name on, and CodeBuild refuses the project',
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html', fix: `use one of ${COMPUTE_TYPES.join(', ')}`,
    check: ({ resource }) => brokenWhere([resource.properties.get('Environment', 'ComputeType')], ({ value }) => !COMPUTE_TYPES.includes(String(value)), 'is no compute type of CodeBuild'),
  },
  {
    id: 'codebuild/compute-of-lambda', severity: 'error', types: ['AWS::CodeBuild::Project'],
    why: 'the compute types of Lambda run in containers of Lambda, and no others do; CodeBuild refuses the mix',
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html', fix: 'use a type and a compute type that belong together',
    check: ({ resource: { properties } }) => {
      const [type, compute] = ['Type', 'ComputeType'].map((key) => properties.get('Environment', key));
      if (type.text === undefined || !COMPUTE_TYPES.includes(compute.text ?? '')) return [];
      return brokenWhere([compute], ({ text }) => text?.startsWith('BUILD_LAMBDA_') !== type.text?.includes('_LAMBDA_'), `does not go with ${type.text}`);
    },
  },
  {
    id: 'codebuild/privileged', severity: 'error', types: ['AWS::CodeBuild::Project'],
    why: 'a privileged build is root on the machine it shares; images can be built without',
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-docker-server.html', fix: 'remove it, and give the project a Docker server',
    check: ({ resource }) => brokenWhere([resource.properties.get('Environment', 'PrivilegedMode')], ({ flag }) => flag === true, 'makes the build privileged'),
  },
  {
    id: 'ecr/tags-can-move', severity: 'error', types: ['AWS::ECR::Repository', 'AWS::ECR::RepositoryCreationTemplate'],
    why: 'a tag that can move makes what runs tomorrow something else than what was checked today',
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html', fix: 'write IMMUTABLE',
    check: ({ resource }) => brokenWhere([resource.properties.get('ImageTagMutability')], ({ value }) => !String(value).startsWith('IMMUTABLE'), 'lets tags move'),
  },
];
