/** What a deploy needs to know. */
export interface DeployTarget {
  /** EKS cluster's name; also the context's name, so that no other cluster can be meant. */
  readonly cluster: string;
  /** Environment; its manifests are in `manifests/<environment>` of the artifact. */
  readonly environment: string;
  /** How long one Deployment may take to become available, in seconds. */
  readonly rolloutTimeoutSeconds: number;
}

/** Owns the fields we apply; a field another manager owns is a conflict and fails the deploy. */
const FIELD_MANAGER = 'plinth';

/**
 * The commands of a deploy, one after the other, each failing it: apply the platform's objects (namespaces come
 * first), apply the rest, then wait until every Deployment runs what was applied.
 */
export function deployCommands({ cluster, environment, rolloutTimeoutSeconds }: DeployTarget): string[] {
  const manifests = `manifests/${environment}`;
  const kubectl = `kubectl --kubeconfig=kubeconfig --context=${cluster}`;
  const apply = `${kubectl} apply --server-side --field-manager=${FIELD_MANAGER}`;
  const columns = 'KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name';
  const rollout = `${kubectl} --namespace="$namespace" rollout status "deployment/$name" --timeout=${rolloutTimeoutSeconds}s < /dev/null`;
  return [
    `aws eks update-kubeconfig --region="$AWS_REGION" --name=${cluster} --alias=${cluster} --kubeconfig=kubeconfig`,
    `${apply} --filename=${manifests}/platform.yaml`,
    `${apply} --filename=${manifests} --recursive`,
    `${kubectl} get --filename=${manifests} --recursive --no-headers --output=custom-columns=${columns} > objects.txt`,
    `awk '$1 == "Deployment" { print $2, $3 }' objects.txt > deployments.txt`,
    `(while read -r namespace name; do ${rollout} || exit 1; done < deployments.txt)`,
  ];
}
