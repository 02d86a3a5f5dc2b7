import { RemovalPolicy } from 'aws-cdk-lib/core';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ClusterProps } from '@plinth/cluster';
import type { Scanning } from '@plinth/pipeline';
import { Nat, Profile } from '@plinth/template/config';

/** What a profile means in AWS. Constructs take these as plain values and never see the profile. */
export interface ProfileValues {
  /** How private subnets reach the internet, where the environment does not say. */
  readonly nat: Nat;
  /** How long every log is kept. */
  readonly logRetention: RetentionDays;
  /** Whether EKS refuses to delete the cluster. */
  readonly deletionProtection: boolean;
  /** Whether traffic may be shifted away from an impaired zone. */
  readonly zonalShift: boolean;
  /** Capacity reserved for the control plane. */
  readonly scalingTier: NonNullable<ClusterProps['scalingTier']>;
  /** What scans images; the registry of several environments takes the most thorough. */
  readonly scanning: Scanning;
  /** What becomes of logs and their keys when a stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The one table of profiles. */
export const PROFILES: Readonly<Record<Profile, ProfileValues>> = {
  [Profile.TINY]: {
    nat: Nat.ONE, logRetention: RetentionDays.ONE_WEEK, deletionProtection: false, zonalShift: false, scalingTier: 'standard', scanning: 'basic', removalPolicy: RemovalPolicy.DESTROY,
  },
  [Profile.TEAM]: {
    nat: Nat.ONE, logRetention: RetentionDays.ONE_MONTH, deletionProtection: true, zonalShift: false, scalingTier: 'standard', scanning: 'basic', removalPolicy: RemovalPolicy.RETAIN,
  },
  [Profile.PRODUCTION]: {
    nat: Nat.PER_ZONE, logRetention: RetentionDays.SIX_MONTHS, deletionProtection: true, zonalShift: true, scalingTier: 'standard', scanning: 'enhanced', removalPolicy: RemovalPolicy.RETAIN,
  },
};
