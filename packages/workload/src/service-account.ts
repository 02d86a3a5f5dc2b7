import { k8s } from 'cdk8s-plus-34';
import { ServiceAccess } from './service-access';

/**
 * A workload's own account. Pods get no token of Kubernetes; the one for its role is mounted beside, by IRSA for the role
 * that is named here, or by EKS Pod Identity.
 */
export function serviceAccount(metadata: k8s.ObjectMeta, { roleArn }: ServiceAccess = {}): k8s.KubeServiceAccountProps {
  const annotations = roleArn === undefined ? undefined : { 'eks.amazonaws.com/role-arn': roleArn };
  return { metadata: { ...metadata, annotations }, automountServiceAccountToken: false };
}
