import { fargateLoggingRules } from './fargate-logging-rules';
import { hostAccessRules } from './host-access-rules';
import { imageRules } from './image-rules';
import { ManifestRule } from './manifest-rule';
import { namespaceRules } from './namespace-rules';
import { podSecurityRules } from './pod-security-rules';
import { schemaRules } from './schema-rules';
import { storageRules } from './storage-rules';

/** Every rule, in the order findings are shown. */
export const manifestRules: readonly ManifestRule[] = [
  ...schemaRules, ...podSecurityRules, ...hostAccessRules, ...imageRules, ...namespaceRules, ...storageRules, ...fargateLoggingRules,
];
