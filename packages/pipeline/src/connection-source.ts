import { RemovalPolicy } from 'aws-cdk-lib/core';
import * as codeconnections from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import { SourceProvider, type SourceConfig } from '@plinth/template/config';
import { ConnectionCheckout } from './connection-checkout';
import type { SourceParts, SourcePlace } from './source';
import type { Permission } from './step-role';

/** The names CodeConnections has for providers. */
const PROVIDER_TYPES = {
  [SourceProvider.GITHUB]: 'GitHub',
  [SourceProvider.GITLAB]: 'GitLab',
  [SourceProvider.BITBUCKET]: 'Bitbucket',
} as const;

type Connected = keyof typeof PROVIDER_TYPES;

/** A repository behind a connection: made here, to be confirmed by a person, or one that exists. */
export function fromConnection(scope: Construct, source: SourceConfig, { platform, branch, output }: SourcePlace): SourceParts {
  const provider = source.provider as Connected;
  const { owner, name } = split(provider, source.repository);
  const connectionArn = source.connectionArn ?? createConnection(scope, platform, provider);
  const action = new actions.CodeStarConnectionsSourceAction({
    actionName: 'commit',
    connectionArn,
    owner,
    repo: name,
    branch,
    output,
    codeBuildCloneOutput: true,
    // The trigger starts it; with both, every push would start it twice.
    triggerOnPush: false,
  });
  const use = onConnection(connectionArn, 'UseConnection');
  return {
    action,
    watchPermissions: [use],
    clonePermissions: [use],
    trigger: {
      providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
      gitConfiguration: { sourceAction: action, pushFilter: [{ branchesIncludes: [branch] }] },
    },
    // CodeBuild makes its webhook when the project is deployed, and cannot before someone confirmed the connection.
    pullRequests: source.connectionArn === undefined ? undefined : {
      checkout: new ConnectionCheckout({ provider, repository: `${owner}/${name}`, branch, connectionArn }),
      permissions: [onConnection(connectionArn, 'GetConnection', 'GetConnectionToken')],
    },
  };
}

/** It stays when the configuration names it by its ARN from then on. */
function createConnection(scope: Construct, platform: string, provider: Connected): string {
  const connection = new codeconnections.CfnConnection(scope, 'Connection', { connectionName: platform, providerType: PROVIDER_TYPES[provider] });
  connection.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return connection.attrConnectionArn;
}

/** The service was renamed and still asks for the old name in places (landing-zone-accelerator#828): both, until it does not. */
function onConnection(connectionArn: string, ...actions: string[]): Permission {
  return { allow: ['codeconnections', 'codestar-connections'].flatMap((prefix) => actions.map((action) => `${prefix}:${action}`)), on: [connectionArn] };
}

/** GitLab groups nest: the repository is what follows the last slash. */
function split(provider: SourceProvider, repository = ''): { owner: string; name: string } {
  const slash = repository.lastIndexOf('/');
  if (slash < 1 || slash === repository.length - 1) {
    throw new Error(`source.repository is not the full name ${provider} knows, got "${repository}"; write 'owner/repository'`);
  }
  return { owner: repository.slice(0, slash), name: repository.slice(slash + 1) };
}
