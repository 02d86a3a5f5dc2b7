import { availabilityRules } from './availability-rules';
import { dnsRules } from './dns-rules';
import { fargateLoggingRules } from './fargate-logging-rules';
import { fargateOperationRules } from './fargate-operation-rules';
import { fargatePodRules } from './fargate-pod-rules';
import { fargateSizeRules } from './fargate-size-rules';
import { fargateStorageRules } from './fargate-storage-rules';
import { fargateTrafficRules } from './fargate-traffic-rules';
import { hostAccessRules } from './host-access-rules';
import { imageRules } from './image-rules';
import { loadBalancingRules } from './load-balancing-rules';
import { ManifestRule } from './manifest-rule';
import { namespaceRules } from './namespace-rules';
import { networkPolicyRules } from './network-policy-rules';
import { podRules } from './pod-rules';
import { podSecurityRules } from './pod-security-rules';
import { probeRules } from './probe-rules';
import { resourceRules } from './resource-rules';
import { rolloutRules } from './rollout-rules';
import { schemaRules } from './schema-rules';
import { serviceAccountRules } from './service-account-rules';
import { storageRules } from './storage-rules';

/** Every rule, in the order findings are shown. */
export const manifestRules: readonly ManifestRule[] = [
  ...schemaRules, ...podSecurityRules, ...hostAccessRules, ...imageRules, ...namespaceRules, ...storageRules,
  ...networkPolicyRules, ...podRules, ...serviceAccountRules, ...resourceRules, ...probeRules, ...availabilityRules, ...rolloutRules, ...loadBalancingRules, ...dnsRules,
  ...fargateLoggingRules,
  ...fargatePodRules, ...fargateStorageRules, ...fargateSizeRules, ...fargateTrafficRules, ...fargateOperationRules,
];
