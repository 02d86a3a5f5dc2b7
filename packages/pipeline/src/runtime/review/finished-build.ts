import { readFileSync } from 'node:fs';
import { Explained } from '../command';
import { AFFECTED_VARIABLE, PULL_REQUEST_VARIABLE } from '../../pull-request-commands';

/** A build of a pull request's check that came to an end. */
export interface FinishedBuild {
  /** Id of the pull request. */
  readonly pullRequest: string;
  /** The commit CodeBuild says it built. */
  readonly commit: string;
  /** Whether it succeeded. */
  readonly passed: boolean;
  /** `SUCCEEDED`, `FAILED`, `TIMED_OUT`, … */
  readonly status: string;
  /** Services it found to be touched. @default - it did not come that far */
  readonly affected?: readonly string[];
  /** Where its log is. */
  readonly log?: string;
}

/** A build as `aws codebuild batch-get-builds` prints it. */
interface CodeBuildBuild {
  readonly buildStatus?: string;
  readonly resolvedSourceVersion?: string;
  readonly environment?: { readonly environmentVariables?: readonly { readonly name: string; readonly value: string }[] };
  readonly exportedEnvironmentVariables?: readonly { readonly name: string; readonly value: string }[];
  readonly logs?: { readonly deepLink?: string };
}

/** Names of services. What the build exports was written by the pull request: nothing else goes on. */
const SERVICES = /^[a-z0-9-]{1,40}( [a-z0-9-]{1,40})*$/;

/** Reads the build from a file. */
export function readBuild(file: string): FinishedBuild {
  let build: CodeBuildBuild | null;
  try {
    build = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Explained(`--build cannot be read, got "${(error as Error).message}"; write it with 'aws codebuild batch-get-builds --ids <build> --query builds[0]'`);
  }
  const { buildStatus: status = '', resolvedSourceVersion: commit = '', environment, exportedEnvironmentVariables, logs } = build ?? {};
  const pullRequest = environment?.environmentVariables?.find(({ name }) => name === PULL_REQUEST_VARIABLE)?.value ?? '';
  if (!status || !/^[0-9a-f]{40}$/.test(commit) || !/^\d+$/.test(pullRequest)) {
    throw new Explained(`--build is no build of a pull request's check, got ${JSON.stringify({ status, commit, pullRequest })}; give one of the project <platform>-pull-request that came to an end`);
  }
  return { pullRequest, commit, passed: status === 'SUCCEEDED', status, affected: servicesIn(exportedEnvironmentVariables), log: logs?.deepLink };
}

function servicesIn(exported: CodeBuildBuild['exportedEnvironmentVariables'] = []): string[] | undefined {
  const value = exported.find(({ name }) => name === AFFECTED_VARIABLE)?.value.trim();
  if (value === '') return [];
  return value !== undefined && SERVICES.test(value) ? value.split(' ') : undefined;
}
