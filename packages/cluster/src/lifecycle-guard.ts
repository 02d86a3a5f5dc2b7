import { DEFAULT_KUBERNETES, ExtendedSupportConfig, KUBERNETES_CALENDAR, KubernetesRelease } from '@plinth/template/config';
import { Explained } from './explained';

/** What the guard judges. */
export interface LifecycleQuestion {
  /**
   * Kubernetes minor version.
   * @default DEFAULT_KUBERNETES
   */
  readonly kubernetes?: string;
  /**
   * Leave to stay after standard support.
   * @default - none
   */
  readonly extendedSupport?: ExtendedSupportConfig;
  /** Today, ISO date. */
  readonly today: string;
  /**
   * When support ends.
   * @default KUBERNETES_CALENDAR
   */
  readonly calendar?: readonly KubernetesRelease[];
}

/** Days before the end of standard support from which the guard warns. */
const WARNING_DAYS = 90;
/**
 * What a control plane costs in extended support: $0.60 an hour instead of $0.10.
 * @see https://aws.amazon.com/eks/pricing/
 */
const EXTENDED_PRICE_FACTOR = 6;
/**
 * How long extended support lasts.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
const EXTENDED_MONTHS = 12;
const DAY_MS = 86_400_000;

/**
 * Judges a Kubernetes version by the EKS calendar. It only speaks: what is synthesised is the same on every day.
 * @returns what a person should know today, one line each; nothing while there is time
 * @throws Explained when EKS no longer supports the version, or only at a price nobody gave leave for
 */
export function guardLifecycle({ kubernetes = DEFAULT_KUBERNETES, extendedSupport, today, calendar = KUBERNETES_CALENDAR }: LifecycleQuestion): string[] {
  const release = calendar.find(({ version }) => version === kubernetes);
  const next = calendar[calendar.indexOf(release!) + 1]?.version;
  const remedy = next ? `set kubernetes '${next}' in .projenrc.ts, then: npm run cluster -- upgrade --environment <name>` : 'update @plinth/template for the next version';
  if (!release) throw new Explained(`kubernetes is not in the EKS calendar, got "${kubernetes}"; use one of ${calendar.map(({ version }) => version).join(', ')}`);

  const days = daysBetween(today, release.standardSupportUntil);
  if (days >= 0) {
    const leave = extendedSupport ? `, then extended support at ${EXTENDED_PRICE_FACTOR} times the price` : '';
    return days <= WARNING_DAYS ? [`kubernetes ${kubernetes} has ${inDays(days)} of standard support left, until ${release.standardSupportUntil}${leave}; ${remedy}`] : [];
  }
  const gone = `kubernetes ${kubernetes} left standard support on ${release.standardSupportUntil}`;
  const end = monthsAfter(release.standardSupportUntil, EXTENDED_MONTHS);
  if (today > end) throw new Explained(`${gone} and extended support on ${end}, got today ${today}; ${remedy}`);
  if (!extendedSupport) throw new Explained(`${gone}, got today ${today}; ${remedy}, or give leave with extendedSupport`);
  if (today > extendedSupport.until) throw new Explained(`${gone} and extendedSupport.until is over, got "${extendedSupport.until}"; ${remedy}, or give leave until a later day`);
  return [
    `kubernetes ${kubernetes} is in extended support: each control plane costs ${EXTENDED_PRICE_FACTOR} times the price (https://aws.amazon.com/eks/pricing/), `
    + `with leave until ${extendedSupport.until} because "${extendedSupport.reason}"; ${remedy}`,
  ];
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function monthsAfter(day: string, months: number): string {
  const date = new Date(day);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}
