import { createHash } from 'node:crypto';
import { CfnGroup, CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';

export interface TracingProps {
  /** Platform name. */
  readonly platform: string;
  /** Environment name. */
  readonly environment: string;
  /**
   * Domain of the public services, each served at `<service>.<domain>`.
   * @default - no public tier
   */
  readonly domain?: string;
}

interface Tier {
  readonly name: 'public' | 'internal';
  /** Hosts whose requests start a trace of this tier, `*` allowed. */
  readonly host: string;
  /** Part of the URL that tells the tier's traces apart. */
  readonly url: string;
  /** Lower wins. */
  readonly priority: number;
  /** Traces a second that are always kept. */
  readonly reservoir: number;
  /** Share of the others. */
  readonly rate: number;
}

/** X-Ray's limit for names of groups and of sampling rules, in characters. */
const LONGEST_NAME = 32;

/**
 * One X-Ray group and one sampling rule per tier, public and internal, however many services there are: an account
 * has 25 of each per region. A tier is told by the host of the request, so a service says nothing about it:
 * `<service>.<domain>` is public, everything else is internal.
 *
 *     new Tracing(this, 'Tracing', { platform: 'acme', environment: 'prod', domain: 'acme.example' });
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/xray.html
 */
export class Tracing extends Construct {
  /** Names of the groups. */
  readonly groupNames: readonly string[];

  constructor(scope: Construct, id: string, props: TracingProps) {
    super(scope, id);
    this.groupNames = tiers(props.domain).map((tier) => {
      const name = tierName(props.platform, props.environment, tier.name);
      this.addGroup(name, tier);
      this.addSamplingRule(name, tier);
      return name;
    });
  }

  private addGroup(groupName: string, tier: Tier) {
    new CfnGroup(this, `${tier.name}-group`, { groupName, filterExpression: `http.url CONTAINS "${tier.url}"` });
  }

  private addSamplingRule(ruleName: string, tier: Tier) {
    new CfnSamplingRule(this, `${tier.name}-sampling`, {
      samplingRule: {
        ruleName,
        priority: tier.priority,
        reservoirSize: tier.reservoir,
        fixedRate: tier.rate,
        host: tier.host,
        serviceName: '*',
        serviceType: '*',
        httpMethod: '*',
        urlPath: '*',
        resourceArn: '*',
        version: 1,
      },
    });
  }
}

function tiers(domain: string | undefined): Tier[] {
  const internal: Tier = { name: 'internal', host: '*', url: '.svc', priority: 9000, reservoir: 1, rate: 0.01 };
  return domain === undefined
    ? [internal]
    : [{ name: 'public', host: `*.${domain}`, url: `.${domain}`, priority: 1000, reservoir: 1, rate: 0.05 }, internal];
}

/** `<platform>-<environment>-<tier>`; a platform name that does not fit is cut and marked with its hash. */
function tierName(platform: string, environment: string, tier: string): string {
  const room = LONGEST_NAME - `-${environment}-${tier}`.length;
  if (room < 6) {
    throw new Error(`environment must be at most 16 characters, got '${environment}'; X-Ray names end at ${LONGEST_NAME}`);
  }
  const hash = createHash('sha256').update(platform).digest('hex').slice(0, 4);
  const fitting = platform.length <= room ? platform : `${platform.slice(0, room - 5)}-${hash}`;
  return `${fitting}-${environment}-${tier}`;
}
