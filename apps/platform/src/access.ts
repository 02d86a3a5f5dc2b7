import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessGrant, AccessSubjects, accessMap } from '@plinth/cluster';
import { EnvironmentConfig, PlatformConfig } from '@plinth/template/config';
import { serviceNamespaces } from '@plinth/workload';

/** Who has access to the cluster of an environment. */
export function accessSubjects(platform: PlatformConfig, { name, administrators, viewers }: EnvironmentConfig): Required<AccessSubjects> {
  const namespaces = serviceNamespaces(platform).map((namespace) => namespace.name);
  const delivery = { principal: `role/${platform.name}-${name}-delivery`, namespaces };
  return { administrators: administrators ?? [], viewers: viewers ?? [], delivery };
}

/** Writes `access.json`, every access entry of every environment, and `access.md`, the same for people. */
export function writeAccess(platform: PlatformConfig, folder: string): void {
  const map = platform.environments.map((environment) => ({ environment: environment.name, grants: accessMap(accessSubjects(platform, environment)) }));
  writeFileSync(join(folder, 'access.json'), `${JSON.stringify(Object.fromEntries(map.map(({ environment, grants }) => [environment, grants])), undefined, 2)}\n`);
  writeFileSync(join(folder, 'access.md'), map.map(({ environment, grants }) => section(`${platform.name}-${environment}`, grants)).join('\n'));
}

function section(cluster: string, grants: readonly AccessGrant[]): string {
  const rows = grants.map(({ principal, policy, groups, namespaces, may }) => [
    `\`${principal}\``, [policy, ...groups].join(', '), namespaces.length > 0 ? namespaces.join(', ') : 'the whole cluster', may,
  ]);
  const table = [['who', 'policy, groups', 'where', 'may'], ['---', '---', '---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`# ${cluster}`, '', ...table, ''].join('\n');
}
