import { ManifestNode } from './manifest-node';
import { ManifestRule, violation } from './manifest-rule';

/** Provisioners of EBS volumes: EKS Auto Mode's and the add-on's. */
const EBS = ['ebs.csi.eks.amazonaws.com', 'ebs.csi.aws.com'];

/** What volumes a cluster makes. */
export const storageRules: readonly ManifestRule[] = [
  {
    id: 'storage/encrypted',
    severity: 'error',
    why: 'a volume cannot be encrypted later, and its snapshots are as readable as it is',
    source: 'https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html',
    fix: "set parameters.encrypted to 'true'",
    check: ({ object }) => {
      const encrypted = new ManifestNode(object).get('parameters', 'encrypted');
      const isEbs = object.kind === 'StorageClass' && EBS.includes(object.provisioner as string);
      return isEbs && encrypted.value !== 'true' ? [violation(encrypted, "must be 'true'")] : [];
    },
  },
];
