import { Stack } from 'aws-cdk-lib/core';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ArtifactStore } from './artifact-store';
import { BuildCache } from './build-cache';
import { reportPermission } from './build-report';
import { BuildStep } from './build-step';
import { deliveryNames } from './delivery-names';
import type { LedgerStore } from './ledger-store';
import type { Scanning } from './registry';
import { buildPermissions } from './registry-permissions';
import type { Source } from './source';
import type { StepNetwork } from './step-network';

export interface BuildProjectProps {
  /** Platform name; the build pushes to `<platform>/*` only. */
  readonly platform: string;
  /** Where artifacts go. */
  readonly store: ArtifactStore;
  /** Where releases are written. */
  readonly ledger: LedgerStore;
  /** What is built. */
  readonly source: Source;
  /** What scans the images it pushes. */
  readonly scanning: Scanning;
  /** Network it runs in. @default - none: CodeBuild's own */
  readonly network?: StepNetwork;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: logs.RetentionDays;
}

/** More at one time than the pipeline ever starts; a program that starts builds in a loop stops here. */
const BUILDS = 4;

/**
 * Runs the repository's `buildspec.yml`: verify, build, push images, write the release, hand on `dist/`. Images are built
 * by a Docker server beside it. May push to the platform's repositories and add releases; touches no environment.
 *
 * @example
 * new BuildProject(this, 'Build', { platform: 'acme', store, ledger, source, scanning: 'basic' });
 */
export class BuildProject extends Construct {
  /** The CodeBuild project. */
  readonly project: codebuild.IProject;
  /** What it keeps between runs. */
  readonly cache: BuildCache;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { platform, store, ledger, source } = props;
    const { account, region, urlSuffix } = Stack.of(this);
    const projectName = deliveryNames.buildProject(platform);

    this.cache = new BuildCache(this, 'Cache', { platform, store });
    this.project = new BuildStep(this, 'Step', {
      projectName,
      description: `Verifies and builds ${platform}`,
      buildSpec: codebuild.BuildSpec.fromSourceFilename('buildspec.yml'),
      key: store.key,
      machine: { dockerServer: codebuild.DockerServerComputeType.SMALL, builds: BUILDS },
      cache: this.cache.cache,
      variables: { PLINTH_REGISTRY: `${account}.dkr.ecr.${region}.${urlSuffix}`, PLINTH_LEDGER: ledger.place },
      permissions: [
        ...store.writePermissions(),
        ...ledger.releasePermissions(),
        ...source.clonePermissions,
        ...buildPermissions(this, platform, props.scanning),
        ...this.cache.writePermissions(),
        reportPermission(this, projectName),
      ],
      network: props.network,
      logRetention: props.logRetention,
    }).project;
  }
}
