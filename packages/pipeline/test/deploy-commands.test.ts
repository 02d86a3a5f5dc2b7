import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployCommands } from '../src/deploy-commands';

/** What a cluster answers to `get`: kind, namespace, name. */
const OBJECTS = ['Namespace <none> services', 'Job services migrate', 'Deployment services billing', 'Service services billing', 'StatefulSet services orders', 'DaemonSet services probe', 'CronJob services report'];

/** Runs the commands as CodeBuild does, with a `kubectl` that keeps what it is told. */
function deploy(world: { broken?: string; objects?: string[] } = {}): { code: number | null; calls: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  mkdirSync(join(folder, 'bin'));
  const objects = (world.objects ?? OBJECTS).join('\n');
  program(folder, 'aws', 'exit 0');
  program(folder, 'kubectl', `case "$*" in *"${world.broken ?? 'nothing is broken'}"*) exit 1;; *" get "*) printf '%s\\n' '${objects}';; esac`);
  const script = deployCommands({ cluster: 'acme-prod', environment: 'prod', rolloutTimeoutSeconds: 300 }).join('\n');
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, AWS_REGION: 'eu-central-1' };
  const { status } = spawnSync('bash', ['-e', '-c', script], { cwd: folder, env });
  return { code: status, calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
}

function program(folder: string, name: string, body: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/bash\necho "${name} $*" >> '${folder}/calls'\n${body}\n`, { mode: 0o755 });
}

describe('deploying', () => {
  it('names its cluster in every call', () => {
    const { calls } = deploy();
    expect(calls[0]).toContain('aws eks update-kubeconfig --region=eu-central-1 --name=acme-prod --alias=acme-prod');
    expect(calls.slice(1).filter((call) => !call.startsWith('kubectl --kubeconfig=kubeconfig --context=acme-prod '))).toEqual([]);
  });

  it('applies the platform first, then everything, as the field manager plinth', () => {
    const applied = deploy().calls.filter((call) => call.includes(' apply '));
    expect(applied.map((call) => call.replace(/.* apply /, ''))).toEqual([
      '--server-side --field-manager=plinth --filename=manifests/prod/platform.yaml',
      '--server-side --field-manager=plinth --filename=manifests/prod --recursive',
    ]);
  });

  it('waits for what rolls out, then for Jobs, and for nothing else', () => {
    const { code, calls } = deploy();
    expect(code).toBe(0);
    expect(calls.filter((call) => / (rollout|wait) /.test(call)).map((call) => call.replace(/.*--namespace=/, ''))).toEqual([
      'services rollout status deployment/billing --timeout=300s',
      'services rollout status statefulset/orders --timeout=300s',
      'services rollout status daemonset/probe --timeout=300s',
      'services wait --for=condition=Complete job/migrate --timeout=300s',
    ]);
  });

  it('succeeds when there is no service yet', () => {
    expect(deploy({ objects: ['Namespace <none> services'] }).code).toBe(0);
  });

  it.each([['apply --server-side'], [' get '], ['deployment/billing'], ['statefulset/orders'], ['job/migrate']])('fails when this fails: %s', (broken) => {
    expect(deploy({ broken }).code).not.toBe(0);
  });
});
