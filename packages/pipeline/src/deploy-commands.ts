/** What a deploy needs to know. */
export interface DeployTarget {
  /** EKS cluster's name; also the context's name, so that no other cluster can be meant. */
  readonly cluster: string;
  /** Environment; its manifests are in `manifests/<environment>` of the artifact. */
  readonly environment: string;
  /** How long one workload may take to become available, and a Job to complete, in seconds. */
  readonly rolloutTimeoutSeconds: number;
}

/** Owns the fields we apply; a field another manager owns is a conflict and fails the deploy. */
const FIELD_MANAGER = 'plinth';

/**
 * The commands of a deploy, one after the other, each failing it: apply the platform's objects (namespaces come
 * first), apply the rest, then wait until every Deployment, StatefulSet and DaemonSet runs what was
 * applied and every Job is complete.
 */
export function deployCommands({ cluster, environment, rolloutTimeoutSeconds }: DeployTarget): string[] {
  const manifests = `manifests/${environment}`;
  const kubectl = `kubectl --kubeconfig=kubeconfig --context=${cluster}`;
  const apply = `${kubectl} apply --server-side --field-manager=${FIELD_MANAGER}`;
  const columns = 'KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name';
  const waiting = `--timeout=${rolloutTimeoutSeconds}s < /dev/null`;
  const rollout = `${kubectl} --namespace="$namespace" rollout status "$kind/$name" ${waiting}`;
  const completion = `${kubectl} --namespace="$namespace" wait --for=condition=Complete "job/$name" ${waiting}`;
  return [
    `aws eks update-kubeconfig --region="$AWS_REGION" --name=${cluster} --alias=${cluster} --kubeconfig=kubeconfig`,
    `${apply} --filename=${manifests}/platform.yaml`,
    `${apply} --filename=${manifests} --recursive`,
    `${kubectl} get --filename=${manifests} --recursive --no-headers --output=custom-columns=${columns} > objects.txt`,
    `awk '$1 ~ /^(Deployment|StatefulSet|DaemonSet)$/ { print tolower($1), $2, $3 }' objects.txt > rollouts.txt`,
    `(while read -r kind namespace name; do ${rollout} || exit 1; done < rollouts.txt)`,
    `awk '$1 == "Job" { print $2, $3 }' objects.txt > jobs.txt`,
    `(while read -r namespace name; do ${completion} || exit 1; done < jobs.txt)`,
  ];
}
