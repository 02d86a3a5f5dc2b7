import { Explained } from './command';
import { settleContext, SOURCE_DATE_EPOCH } from './image-context';
import { runProgram, type Outcome } from './program';

/** Docker as it is installed: BuildKit, with its provenance, where the daemon has it. */
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
    settleContext(this.cwd);
    const base = this.env.PLINTH_RUNTIME_IMAGE;
    const settings = [`VERSION=${version}`, ...(base ? [`RUNTIME_IMAGE=${base}`] : [])].flatMap((setting) => ['--build-arg', setting]);
    const { code, stderr } = await this.docker('build', '--tag', reference, ...settings, '.');
    if (code !== 0) throw new Explained(`docker build failed, got "${lastLine(stderr)}"; its output is above`);
  }

  /** Pushes; says whether the registry took it. */
  async push(reference: string): Promise<{ pushed: boolean; refusal: string }> {
    const { code, stderr } = await this.docker('push', reference);
    return { pushed: code === 0, refusal: lastLine(stderr) };
  }

  private async docker(...args: string[]): Promise<Outcome> {
    const outcome = await runProgram('docker', args, { cwd: this.cwd, env: { ...this.env, SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH) }, watch: this.watch });
    if (outcome.code === 127) throw new Explained('docker is not installed, got no such program; install docker, or let the pipeline build the image');
    return outcome;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
