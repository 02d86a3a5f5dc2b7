export { affected } from './affected';
export { findAffected, type AffectedSearch } from './find-affected';
export type { Affected, Verdict } from './verdict';
