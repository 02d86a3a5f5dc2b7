import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT_KUBERNETES, PlatformConfig, readPlatform } from '@plinth/template/config';
import { CapacityPlan, planCapacity } from '../capacity-plan';
import { Explained } from '../explained';

/** An environment's cluster, as `platform.json` has it. */
export interface DeclaredCluster {
  /** Name of the environment. */
  readonly environment: string;
  /** Name of the cluster. */
  readonly name: string;
  /** Kubernetes version the templates have. */
  readonly kubernetes: string;
  readonly capacity: CapacityPlan;
  readonly account?: string;
  readonly region?: string;
}

/** Finds `platform.json` in this folder or above, and one environment in it. */
export function findCluster(cwd: string, environment?: string): DeclaredCluster {
  const platform = readPlatform(findPlatform(cwd));
  const names = platform.environments.map(({ name }) => name).join(', ');
  if (!environment) throw new Explained(`--environment is missing, got nothing; name one of ${names}`);
  const found = platform.environments.find(({ name }) => name === environment);
  if (!found) throw new Explained(`--environment is not in platform.json, got "${environment}"; name one of ${names}`);
  const { kubernetes = DEFAULT_KUBERNETES }: PlatformConfig = platform;
  const { account, region } = found;
  return { environment, name: `${platform.name}-${environment}`, kubernetes, capacity: planCapacity(platform.capacity), account, region };
}

/** The region, which AWS has to be asked in. */
export function regionOf({ environment, region }: DeclaredCluster): string {
  if (region) return region;
  throw new Explained(`region of environment ${environment} is missing, got nothing; add it in .projenrc.ts, then run: npx projen`);
}

function findPlatform(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, 'platform.json');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Explained(`platform.json is not in this folder or above, got "${cwd}"; run inside the repository`);
  }
}
