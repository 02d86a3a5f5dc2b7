import { affected } from './affected';
import { check } from './check';
import { Explained, type Command } from './command';
import { gates } from './gates';
import { image } from './image';
import { bundle } from './image-bundle';
import { images } from './images';
import { protect } from './protect/protect';
import { prune } from './prune/prune';
import { release } from './release/release';
import { render } from './release/render';
import { review } from './review/review';
import { status } from './status';

const commands: Record<string, Command> = { affected, bundle, check, gates, image, images, protect, prune, release, render, review, status };
const usage = `usage: pipeline <command> [--json]
  affected  what may differ from the last release       [--base <commit>|everything] [--ledger <place>] [--explain]
  bundle  the code of this folder's service, its packages and their list, for an image  [--output <folder>]
  check   lint, types, tests, synthesis and rendering of what is affected  [--base <commit>|everything] [--ledger <place>]
  gates   what of images and packages stops a release    [--without advisories]
  image   build and push the image of this folder's service, unless the registry has it
  images  collect the services' image digests           [--output <file>]
  release  every service's image and manifests of this commit, in the ledger  [--plan] [--base <commit>|everything] [--ledger <place>] [--without advisories]
  render  the manifests of everything, in one process
  protect give the branch its approval rules            [--plan|--yes] [--region <region>]
  prune   remove images no release in use names         [--plan|--yes] [--keep <releases>] [--days <days>] [--ledger <place>] [--region <region>]
  review  say on a pull request what its build came to  --build <file> [--region <region>]
  status  where the pipeline stands                     [--name <pipeline>] [--region <region>]`;

async function main([name = '', ...args]: string[]): Promise<number> {
  if (!Object.hasOwn(commands, name)) {
    console.error(usage);
    return 2;
  }
  try {
    await commands[name](args, { cwd: process.cwd(), env: process.env, print: console.log, say: console.error });
    return 0;
  } catch (error) {
    const mistyped = String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    console.error(mistyped || error instanceof Explained ? `${name}: ${(error as Error).message}` : error);
    return mistyped ? 2 : 1;
  }
}

main(process.argv.slice(2)).then((code) => (process.exitCode = code));
