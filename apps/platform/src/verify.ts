import { existsSync } from 'node:fs';
import { readPlatform } from '@plinth/template/config';
import { CheckOptions, rulesDocument } from '@plinth/workload';
import { manifestOptions } from './checks';
import { verify } from './distribution';
import { explained } from './explained';
import { flawsAsSarif } from './flaw-sarif';
import { flawsForMachines, flawsForPeople } from './flaw-table';
import { failed, judgeAssembly, judgeManifests } from './judgement';
import { today } from './today';
import { USAGE, VerifyOptions, verifyOptions } from './verify-options';

const PRINTED = { table: flawsForPeople, json: flawsForMachines, sarif: flawsAsSarif };

function print(text: string): void {
  process.stdout.write(text);
}

/** What the platform this is run in says of its clusters; anywhere else what one says that says nothing. */
function clustersHere(day: string): CheckOptions {
  return manifestOptions(existsSync('platform.json') ? readPlatform('platform.json') : {}, day);
}

function judgeFolders({ assembly, manifests, fargate, kubernetes, format }: VerifyOptions, day: string): boolean {
  const here = clustersHere(day);
  const judgements = [
    ...(assembly === undefined ? [] : [judgeAssembly(assembly, { today: day })]),
    ...(manifests === undefined ? [] : [judgeManifests(manifests, { ...here, fargateNamespaces: fargate ?? here.fargateNamespaces, kubernetes: kubernetes ?? here.kubernetes })]),
  ];
  print(PRINTED[format](judgements));
  return !failed(judgements);
}

explained(() => {
  const options = verifyOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  if (options.rules) return print(rulesDocument());
  const day = today(process.env);
  const isAboutFolder = options.assembly !== undefined || options.manifests !== undefined;
  const passed = isAboutFolder ? judgeFolders(options, day) : verify({ root: '.', imagesBuilt: process.env.PLINTH_IMAGES !== undefined, today: day, print });
  process.exitCode = passed ? 0 : 1;
});
