export * from './manifest';
export * from './manifest-check';
export * from './manifest-files';
export type { CheckOptions, ManifestRule } from './manifest-rule';
export { manifestRules } from './manifest-rules';
