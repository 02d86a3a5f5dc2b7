export type { Deployment, DeploymentReport } from './deployment';
export * from './file-ledger';
export * from './ledger';
export type { ManifestBundle, Release } from './release';
export * from './s3-ledger';
export * from './total-release';
