import type { VersionChange } from './change-version';
import type { DeclaredCluster } from './environment';

/** A planned change for people. */
export function describeChange({ direction, cluster, from, to, basis, advice, steps }: VersionChange): string {
  const first = direction === 'upgrade' ? 'EKS upgrade insights are checked first' : 'EKS takes a cluster back within 7 days of its upgrade; rollback insights are checked first';
  return [
    `${direction} of ${cluster}: ${from} → ${to}, as ${basis} has it`,
    ...(basis === 'EKS' ? advice.map(({ insight, status, reason, recommendation }) => `  ! ${status} ${insight}: ${reason} ${recommendation}`.trimEnd()) : [`  ${first}`]),
    ...(steps.length === 0 ? ['  nothing to do: everything is there'] : []),
    ...steps.map(({ part, name, from: was, to: willBe }, i) => `  ${i + 1}. ${part} ${name}: ${was ? `${was} → ` : ''}${willBe ?? "EKS's default"}`),
  ].join('\n');
}

/** What a person still has to do. */
export function nextSteps({ direction, environment, cluster, to }: VersionChange, { kubernetes, capacity }: DeclaredCluster): string[] {
  return [
    ...(direction === 'rollback' && kubernetes !== to ? [`next: set kubernetes '${to}' in .projenrc.ts and run npx projen, or the next deployment upgrades ${environment} again`] : []),
    ...(capacity.autoMode ? ['nodes of Auto Mode are replaced by EKS, as fast as disruption budgets allow'] : []),
    ...(capacity.fargate.length > 0 ? [`pods on Fargate keep their kubelet until they are replaced: restart their Deployments in ${cluster}`] : []),
    `next: deploy ${cluster}-Cluster, so that CloudFormation knows the versions too`,
  ];
}
