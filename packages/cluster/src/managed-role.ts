import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeManagedPolicies } from './acknowledge-managed-policies';

/** A role whose permissions are policies that AWS maintains, each with the reason it is there. */
export function managedRole(scope: Construct, id: string, assumedBy: iam.IPrincipal, policies: Record<string, string>): iam.Role {
  const role = new iam.Role(scope, id, {
    assumedBy,
    managedPolicies: Object.keys(policies).map((policy) => iam.ManagedPolicy.fromAwsManagedPolicyName(policy)),
  });
  acknowledgeManagedPolicies(role, policies);
  return role;
}
