import { parseArgs } from 'node:util';
import { verify } from './distribution';
import { explained } from './explained';
import { failed, judgeAssembly, judgeManifests } from './judgement';
import { flawsForMachines, flawsForPeople } from './flaw-table';
import { today } from './today';

const USAGE = `npm run verify                      judges what is synthesised and rendered already, and replaces dist/
npm run verify -- --assembly DIR    judges the CloudFormation templates of any folder
npm run verify -- --manifests DIR   judges the Kubernetes manifests of any folder
                  --json            with these, prints what it found as JSON
`;

interface Asked {
  readonly assembly?: string;
  readonly manifests?: string;
  readonly json?: boolean;
}

/** What the command line asks; undefined when it makes no sense. */
function asked(): Asked | undefined {
  try {
    const { values } = parseArgs({ options: { assembly: { type: 'string' }, manifests: { type: 'string' }, json: { type: 'boolean' } } });
    return values.json && values.assembly === undefined && values.manifests === undefined ? undefined : values;
  } catch {
    return undefined;
  }
}

function print(text: string): void {
  process.stdout.write(text);
}

explained(() => {
  const said = asked();
  if (said === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const { assembly, manifests, json } = said;
  if (assembly === undefined && manifests === undefined) {
    process.exitCode = verify({ root: '.', imagesBuilt: process.env.PLINTH_IMAGES !== undefined, today: today(process.env), print }) ? 0 : 1;
    return;
  }
  const judgements = [
    ...(assembly === undefined ? [] : [judgeAssembly(assembly, { today: today(process.env) })]),
    ...(manifests === undefined ? [] : [judgeManifests(manifests)]),
  ];
  print(json ? flawsForMachines(judgements) : flawsForPeople(judgements));
  process.exitCode = failed(judgements) ? 1 : 0;
});
