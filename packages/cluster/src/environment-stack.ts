import { Fn, Stack } from 'aws-cdk-lib/core';

/** Availability zones a network spans. */
export const ZONES = 3;

/**
 * A stack of an environment: it has three availability zones without asking AWS which.
 *
 * @example
 * const stack = new EnvironmentStack(app, 'acme-prod-Network', { env: { region: 'ap-northeast-2' } });
 */
export class EnvironmentStack extends Stack {
  /**
   * The first three zones of whichever region and account the stack is deployed to.
   *
   * CDK's own getter records a lookup as soon as the region is known, and the CLI then wants credentials
   * to synthesise. Names such as `<region>a` are no way out: ca-central-1 has a, b, d and an account in
   * ap-northeast-1 has a, c, d. So CloudFormation chooses at deployment, for a known region too.
   */
  override get availabilityZones(): string[] {
    return Array.from({ length: ZONES }, (_, zone) => Fn.select(zone, Fn.getAzs()));
  }
}
