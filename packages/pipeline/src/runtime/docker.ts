import { setTimeout as pause } from 'node:timers/promises';
import { Explained } from './command';
import { chooseBuilder, type DockerBuilder } from './docker-builder';
import { settleContext, SOURCE_DATE_EPOCH } from './image-context';
import { runProgram, type Outcome } from './program';

/** What pushing once more can mend, in docker's own words. */
const PASSING = /toomanyrequests|too many requests|HTTP status: (429|50[0234])|connection reset|broken pipe|unexpected EOF|i\/o timeout|TLS handshake timeout/i;
const PUSHES = { attempts: 3, pause: 1_000 };

/** Docker as it is installed: BuildKit where its client has it. */
export class Docker {
  constructor(
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly watch: (piece: string) => void,
  ) {}

  /**
   * Builds this folder. `PLINTH_RUNTIME_IMAGE` takes the place of the Dockerfile's base where that cannot be pulled.
   * @param version what the image says of itself
   */
  async build(reference: string, version: string): Promise<void> {
    const { buildKit, sentence } = await this.builder();
    if (sentence) this.watch(sentence);
    settleContext(this.cwd);
    const base = this.env.PLINTH_RUNTIME_IMAGE;
    const settings = [
      `VERSION=${version}`,
      ...(base ? [`RUNTIME_IMAGE=${base}`] : []),
      // buildx takes it from the environment, older clients do not; the older builder knows none.
      ...(buildKit ? [`SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH}`] : []),
    ].flatMap((setting) => ['--build-arg', setting]);
    const { code, stderr } = await this.docker(['build', '--tag', reference, ...settings, '.'], { DOCKER_BUILDKIT: buildKit ? '1' : '0' });
    if (code !== 0) throw new Explained(`docker build failed, got "${lastLine(stderr)}"; its output is above`);
  }

  /** Pushes; gives the digest docker pushed, or the registry's refusal. */
  async push(reference: string): Promise<{ digest?: string; refusal?: string }> {
    for (let attempt = 1; ; attempt++) {
      const { code, stdout, stderr } = await this.docker(['push', reference]);
      if (code === 0) return { digest: /digest: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1] };
      if (attempt === PUSHES.attempts || !PASSING.test(stderr)) return { refusal: lastLine(stderr) };
      await pause(PUSHES.pause * 2 ** (attempt - 1));
    }
  }

  private async builder(): Promise<DockerBuilder> {
    const ask = (...args: string[]) => runProgram('docker', args, { cwd: this.cwd, env: this.env });
    const { code, stdout, stderr } = await ask('version', '--format', '{{.Client.Version}} {{.Server.Version}}');
    if (code === 127) throw new Explained('docker is not installed, got no such program; install docker, or let the pipeline build the image');
    if (code !== 0) throw new Explained(`docker's daemon does not answer, got "${lastLine(stderr)}"; start it, or set DOCKER_HOST to one that runs`);
    return chooseBuilder({ client: stdout.trim(), buildx: (await ask('buildx', 'version')).code === 0 });
  }

  private docker(args: string[], settings: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    // Attestations of the builder's own would make an index of every image, and another digest each time.
    const fixed = { SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH), BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
    return runProgram('docker', args, { cwd: this.cwd, env: { ...this.env, ...fixed, ...settings }, watch: this.watch });
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
