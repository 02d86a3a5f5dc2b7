import type { Permission } from './step-role';

/** A ledger's bucket and key, as a role names them: the key may be of another account and not exist yet. */
export interface LedgerPlace {
  /** Its bucket. */
  readonly bucketArn: string;
  /** How its key is named: what the key's actions are allowed on. */
  readonly key: Omit<Permission, 'allow'>;
}

const WHY = 'the names of releases and deployments are not known before they are made';

/** Keys that hold releases and their manifests. The ledger's own names: `ledger/ledger-keys.ts`. */
export const RELEASES = 'releases/*';

/** Keys that hold every environment's deployments and pointer. */
export const ENVIRONMENTS = 'environments/*';

/** Keys that hold those of one environment. */
export const environmentKeys = (environment: string) => `environments/${environment}/*`;

/** Looks at everything. Without the right to list, S3 denies what is not there instead of saying so. */
export function ledgerReads({ bucketArn, key }: LedgerPlace): Permission[] {
  return [
    { allow: ['s3:GetObject'], on: [`${bucketArn}/${RELEASES}`, `${bucketArn}/${ENVIRONMENTS}`], why: WHY },
    { allow: ['s3:ListBucket'], on: [bucketArn] },
    { ...key, allow: ['kms:Decrypt'] },
  ];
}

/** Looks at everything and adds releases. */
export function ledgerReleases(place: LedgerPlace): Permission[] {
  return [...ledgerReads(place), ...ledgerWrites(place, RELEASES)];
}

/** Looks at everything and adds deployments of one environment. */
export function ledgerDeployments(place: LedgerPlace, environment: string): Permission[] {
  return [...ledgerReads(place), ...ledgerWrites(place, environmentKeys(environment))];
}

function ledgerWrites({ bucketArn, key }: LedgerPlace, keys: string): Permission[] {
  return [
    { allow: ['s3:PutObject'], on: [`${bucketArn}/${keys}`], why: WHY },
    { ...key, allow: ['kms:GenerateDataKey'] },
  ];
}
