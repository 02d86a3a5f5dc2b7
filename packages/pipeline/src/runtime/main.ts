import { affected } from './affected';
import { base } from './base';
import { check } from './check';
import { Explained, type Command } from './command';
import { gates } from './gates';
import { image } from './image';
import { bundle } from './image-bundle';
import { images } from './images';
import { release } from './release/release';
import { render } from './release/render';
import { status } from './status';

const commands: Record<string, Command> = { affected, base, bundle, check, gates, image, images, release, render, status };
const usage = `usage: pipeline <command> [--json]
  affected  what may differ from the last release       [--base <commit>|everything] [--ledger <place>] [--explain]
  base    what nx has to look at, as its arguments      [--base <commit>]
  bundle  the code of this folder's service, its packages and their list, for an image  [--output <folder>]
  check   lint, types, tests, synthesis and rendering of what is affected  [--base <commit>|everything] [--ledger <place>]
  gates   what of images and packages stops a release    [--without advisories]
  image   build and push the image of this folder's service, unless the registry has it
  images  collect the services' image digests           [--output <file>]
  release  every service's image and manifests of this commit, in the ledger  [--plan] [--base <commit>|everything] [--ledger <place>] [--without advisories]
  render  the manifests of everything, in one process
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
