import { Severity } from './gates-declaration';
import { Check, choice, date, dnsName, list, object, text } from './shape';

/** A CVE, a GHSA in its own alphabet, an advisory of Amazon Linux, or the licence of an npm package. */
const FINDING = /^(CVE-\d{4}-\d{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}|ALAS[\w.-]*-\d{4}-\d+|licence:(@[\w.~-]+\/)?[\w.~-]+)$/;

const exception = object({
  id: { check: text(FINDING, 'finding'), example: "'CVE-2026-1234'" },
  reason: { check: text(/\S+\s+\S+\s+\S/, 'terse'), example: "'only the build reads such files'" },
  until: { check: date, example: "'2027-03-27'" },
  service: { check: dnsName(40) },
});

/** The fields of `gates`. Whether a date is near enough is not asked here: a configuration is as good tomorrow as today. */
export const gates: Check = object({
  severity: { check: choice(Severity) },
  licences: { check: list(text(/^[A-Za-z0-9][\w.+-]*( WITH [\w.-]+)?$/, 'licence'), 1, 50) },
  exceptions: { check: list(exception, 1, 200) },
});
