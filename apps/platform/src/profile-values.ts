import { RemovalPolicy } from 'aws-cdk-lib/core';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Profile } from '@plinth/template/config';

/** What a profile means in AWS. Constructs take these as plain values and never see the profile. */
export interface ProfileValues {
  /** NAT gateways; three is one for each availability zone. */
  readonly natGateways: number;
  /** How long every log is kept. */
  readonly logRetention: RetentionDays;
  /** Whether EKS refuses to delete the cluster. */
  readonly deletionProtection: boolean;
  /** Whether traffic may be shifted away from an impaired zone. */
  readonly zonalShift: boolean;
  /** What becomes of logs and their keys when a stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The one table of profiles. */
export const PROFILES: Readonly<Record<Profile, ProfileValues>> = {
  [Profile.TINY]: {
    natGateways: 1, logRetention: RetentionDays.ONE_WEEK, deletionProtection: false, zonalShift: false, removalPolicy: RemovalPolicy.DESTROY,
  },
  [Profile.TEAM]: {
    natGateways: 1, logRetention: RetentionDays.ONE_MONTH, deletionProtection: true, zonalShift: false, removalPolicy: RemovalPolicy.RETAIN,
  },
  [Profile.PRODUCTION]: {
    natGateways: 3, logRetention: RetentionDays.SIX_MONTHS, deletionProtection: true, zonalShift: true, removalPolicy: RemovalPolicy.RETAIN,
  },
};
