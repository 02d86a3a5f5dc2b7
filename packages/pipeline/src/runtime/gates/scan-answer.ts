import { Refusal } from './gate-report';
import type { Vulnerability } from './vulnerability';

/** Where a scan stands that ECR has not heard of, as it is for a minute after a push. */
export const NOT_FOUND = 'NOT_FOUND';

/** Where the scan of one manifest stands. */
export interface ScanAnswer {
  /** ECR's word for it, or `NOT_FOUND`. */
  readonly status: string;
  /** ECR's sentence on it. @default - none */
  readonly description?: string;
  /** Whether a scan ran to its end. */
  readonly complete: boolean;
  /** What it found; all of it, when it is complete. */
  readonly vulnerabilities: readonly Vulnerability[];
}

const SCANNING = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html';

/** States in which a result may come yet; with continuous scanning `ACTIVE` is also what it is ever after. */
const ON_THE_WAY: readonly string[] = [NOT_FOUND, 'PENDING', 'IN_PROGRESS', 'ACTIVE', 'COMPLETE'];

/** States that end without a result: what is wrong, and what to do. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html */
const ENDS: Readonly<Record<string, readonly [problem: string, fix: string]>> = {
  FAILED: ['could not be scanned', "scan it again with 'aws ecr start-image-scan', or push it again"],
  UNSUPPORTED_IMAGE: ['is of a kind the scanner cannot read', 'build it on an operating system the scanner knows'],
  SCAN_ELIGIBILITY_EXPIRED: ['is too old for the scanner', "lengthen Inspector's re-scan duration, or build it anew"],
  FINDINGS_UNAVAILABLE: ['was scanned, but its findings are not to be had', 'try again later'],
  LIMIT_EXCEEDED: ['is beyond a limit of the scanner', 'make it smaller, or raise the limit'],
  IMAGE_ARCHIVED: ['is archived, and archived images are not scanned', 'restore it'],
};

/**
 * Whether a scan has a result.
 * @throws Refusal when none will come
 */
export function hasResult({ status, description, complete }: ScanAnswer): boolean {
  const waiting = ON_THE_WAY.includes(status);
  if (waiting) return complete && (status === 'ACTIVE' || status === 'COMPLETE');
  const [problem, fix] = Object.hasOwn(ENDS, status) ? ENDS[status] : ['has a scan in a state this program does not know', 'look at the image in the console of ECR'];
  throw new Refusal(problem, `${status}${description ? ` "${description}"` : ''}`, fix, SCANNING);
}

/** What is wrong when the patience is at an end. */
export function outOfPatience({ status }: ScanAnswer, minutes: number): Refusal {
  const fix = status === NOT_FOUND
    ? 'switch scanning on push on: deploy the Registry stack, and with enhanced scanning look whether Inspector is on in this account and region'
    : 'look at the image in the console of ECR, and run this again';
  return new Refusal(`was not scanned within ${minutes} minutes`, status, fix, SCANNING);
}
