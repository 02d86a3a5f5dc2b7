/** How bad a vulnerability is, as Amazon ECR and Amazon Inspector say it. */
export enum Severity {
  /** Can be used from afar, against anyone, as things are. */
  CRITICAL = 'critical',
  /** Gives much away, or breaks much. npm: `high`. */
  HIGH = 'high',
  /** Wants a circumstance that is not always there. npm: `moderate`. */
  MEDIUM = 'medium',
  /** Of little consequence. */
  LOW = 'low',
  /** Good to know. npm: `info`. */
  INFORMATIONAL = 'informational',
}

/** Leave for one finding of a gate, for a time and with a reason. */
export interface GateExceptionConfig {
  /** The finding: `CVE-2026-1234`, `GHSA-…`, an advisory of Amazon Linux (`ALAS…`), or `licence:<package>`. */
  readonly id: string;
  /** Why it may stay, in a sentence, for whoever reads it later. */
  readonly reason: string;
  /** Last day of the leave, ISO date. The gate takes it from a year before that day on. */
  readonly until: string;
  /**
   * The one service it holds for.
   * @default - all services, and what is in no image
   */
  readonly service?: string;
}

/** What stops a release. */
export interface GatesConfig {
  /**
   * Vulnerabilities of images and npm packages that are as bad as this, or worse, stop a release.
   * @default Severity.HIGH
   */
  readonly severity?: Severity;
  /**
   * Licences that packages in images may have, beside the permissive ones, as SPDX identifiers.
   * @default - none
   */
  readonly licences?: string[];
  /**
   * Findings that may stay.
   * @default - none
   */
  readonly exceptions?: GateExceptionConfig[];
}
