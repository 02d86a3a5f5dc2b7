import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import { checkRecord, COMMIT, NAME, oneOf, optional, readRecord, text, TIME, wholeNumber, type Shape } from './record-shape';

/** What a deploy step reports; the ledger puts it in order. */
export interface DeploymentReport {
  /** The environment. */
  readonly environment: string;
  /** Commit of the release. */
  readonly release: string;
  /** Whether it went forward or back to an earlier release. */
  readonly kind: 'deploy' | 'rollback';
  /** Whether the environment runs this release now. */
  readonly outcome: 'succeeded' | 'failed';
  /** By the clock of the step; nothing is ordered by it. */
  readonly startedAt: string;
  /** By the clock of the step; nothing is ordered by it. */
  readonly finishedAt: string;
  /** Execution of the pipeline it belongs to. @default - a person deployed */
  readonly execution?: string;
  /** Why it failed, or why someone went back. @default - nothing to explain */
  readonly reason?: string;
}

/** A report in its place. Never changed. */
export interface Deployment extends DeploymentReport {
  /** Version of this record's format. */
  readonly schemaVersion: 1;
  /** 1 for an environment's first; each next is one more. */
  readonly sequence: number;
  /** Id of the deployment before. @default - the first */
  readonly previous?: string;
}

/** Which deployment is an environment's newest. */
export interface Pointer {
  /** Version of this record's format. */
  readonly schemaVersion: 1;
  /** The environment. */
  readonly environment: string;
  /** Id of its newest deployment. */
  readonly deployment: string;
}

/** Version of the formats this program writes, and the newest it reads. */
export const DEPLOYMENT_VERSION = 1;

/** The id of a deployment: its sequence, and the SHA-256 of its bytes. */
export const DEPLOYMENT_ID = text(/^[1-9]\d*-[0-9a-f]{64}$/, 'the id of a deployment');
const words = text(/\S/, 'text');

const SHAPE: Shape = {
  environment: NAME,
  sequence: wholeNumber(1),
  previous: optional(DEPLOYMENT_ID),
  release: COMMIT,
  kind: oneOf('deploy', 'rollback'),
  outcome: oneOf('succeeded', 'failed'),
  startedAt: TIME,
  finishedAt: TIME,
  execution: optional(words),
  reason: optional(words),
};

/** The bytes of a deployment; refuses one that could not be read again. */
export function serialiseDeployment(deployment: Deployment): Uint8Array {
  checkRecord(`deployment ${deployment.sequence} of ${deployment.environment}`, deployment, DEPLOYMENT_VERSION, SHAPE);
  return Buffer.from(canonicalJson(deployment));
}

/** A deployment from its bytes. @param key where they were read */
export function parseDeployment(key: string, bytes: Uint8Array): Deployment {
  return readRecord(key, bytes, DEPLOYMENT_VERSION, SHAPE);
}

/** Names a deployment by its place and its bytes: two that race for one place have two ids. */
export function deploymentId(sequence: number, bytes: Uint8Array): string {
  return `${sequence}-${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The bytes of a pointer. */
export function serialisePointer(environment: string, deployment: string): Uint8Array {
  return Buffer.from(canonicalJson({ schemaVersion: DEPLOYMENT_VERSION, environment, deployment } satisfies Pointer));
}

/** A pointer from its bytes. @param key where they were read */
export function parsePointer(key: string, bytes: Uint8Array): Pointer {
  return readRecord(key, bytes, DEPLOYMENT_VERSION, { environment: NAME, deployment: DEPLOYMENT_ID });
}
