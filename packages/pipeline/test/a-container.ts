import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';

/** What of a Deployment and its ConfigMap matters to one container. */
interface PodSpec {
  readonly securityContext: { runAsUser: number; runAsGroup: number };
  readonly containers: Container[];
  readonly volumes: { name: string; emptyDir: { sizeLimit: string } }[];
}

interface Container {
  readonly name: string;
  readonly ports: { name: string; containerPort: number }[];
  readonly env: { name: string; value?: string }[];
  readonly resources: { limits: { memory: string } };
  readonly securityContext: { allowPrivilegeEscalation: boolean; readOnlyRootFilesystem: boolean; capabilities: { drop: string[] } };
  readonly volumeMounts: { name: string; mountPath: string }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

interface Probe {
  readonly httpGet: { path: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  readonly timeoutSeconds: number;
}

/** The manifest's first container as docker runs it: what the kubelet would enforce, docker does. */
export function aContainer(image: string, manifest: string) {
  const documents = parseAllDocuments(manifest).map((document) => document.toJS());
  const pod: PodSpec = documents.find(({ kind }) => kind === 'Deployment').spec.template.spec;
  const settings: Record<string, string> = documents.find(({ kind }) => kind === 'ConfigMap').data;
  const [container] = pod.containers;
  const [{ containerPort }] = container.ports;
  const id = docker('run', '--detach', `--publish=127.0.0.1::${containerPort}`, ...confinement(pod, container), ...variables(container, settings), image);
  const url = `http://${docker('port', id, `${containerPort}/tcp`)}`;
  return {
    container,
    /** Asks as the kubelet does; says after how many failures it had a good answer. */
    async passes({ httpGet, timeoutSeconds, periodSeconds, failureThreshold }: Probe): Promise<number> {
      for (let failures = 0; failures < failureThreshold; failures++) {
        const answered = await fetch(url + httpGet.path, { signal: AbortSignal.timeout(timeoutSeconds * 1000) }).then(({ ok }) => ok, () => false);
        if (answered) return failures;
        await new Promise((next) => setTimeout(next, periodSeconds * 1000));
      }
      throw new Error(`${httpGet.path} failed ${failureThreshold} times:\n${docker('logs', id)}`);
    },
    /** What a piece of JavaScript prints inside. */
    inside: (code: string) => docker('exec', id, 'node', '-e', code),
    /** SIGTERM; the exit code. */
    stop: () => Number((docker('stop', id), docker('inspect', '--format={{.State.ExitCode}}', id))),
    remove: () => docker('rm', '--force', id),
  };
}

function confinement(pod: PodSpec, { securityContext, resources, volumeMounts }: Container): string[] {
  const { runAsUser, runAsGroup } = pod.securityContext;
  const memory = bytes(resources.limits.memory);
  const size = (name: string) => bytes(pod.volumes.find((volume) => volume.name === name)?.emptyDir.sizeLimit ?? '0');
  return [
    `--user=${runAsUser}:${runAsGroup}`,
    `--read-only=${securityContext.readOnlyRootFilesystem}`,
    ...securityContext.capabilities.drop.map((capability) => `--cap-drop=${capability}`),
    `--security-opt=no-new-privileges=${!securityContext.allowPrivilegeEscalation}`,
    `--memory=${memory}`, `--memory-swap=${memory}`,
    ...volumeMounts.map(({ name, mountPath }) => `--tmpfs=${mountPath}:size=${size(name)}`),
  ];
}

function variables({ env }: Container, settings: Record<string, string>): string[] {
  const own = env.map(({ name, value = 'docker' }) => [name, value]);
  return [...Object.entries(settings), ...own].map(([name, value]) => `--env=${name}=${value}`);
}

function bytes(quantity: string): number {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (!unit) throw new Error(`this test reads Mi and Gi, got ${quantity}`);
  return Number(amount) * (unit === 'Mi' ? 2 ** 20 : 2 ** 30);
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}
