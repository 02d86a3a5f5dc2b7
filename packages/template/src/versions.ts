/**
 * Every npm package a platform uses, at the exact version that was proven together with the others.
 * The one place to raise a version; `npx projen` and the lockfile follow.
 */
export const VERSIONS = {
  '@aws-sdk/client-codecommit': '3.1138.0',
  '@aws-sdk/client-codepipeline': '3.1138.0',
  '@aws-sdk/client-ecr': '3.1138.0',
  '@aws-sdk/client-eks': '3.1138.0',
  '@aws-sdk/client-s3': '3.1138.0',
  '@fastify/swagger': '9.9.3',
  // 1.10 is outside the peer range of the SDK below; exporters of the 0.3 line demand Node 22.
  '@opentelemetry/api': '1.9.1',
  '@opentelemetry/exporter-metrics-otlp-http': '0.223.0',
  '@opentelemetry/exporter-trace-otlp-http': '0.223.0',
  '@opentelemetry/resources': '2.12.0',
  '@opentelemetry/sdk-metrics': '2.12.0',
  '@opentelemetry/sdk-trace-node': '2.12.0',
  '@swc/core': '1.16.18',
  '@swc/jest': '0.2.39',
  '@types/autocannon': '7.12.7',
  '@types/jest': '30.0.0',
  '@types/node': '20.19.43',
  '@types/spdx-satisfies': '6.0.0',
  // TypeScript 7 checks types six times faster; version 6 is there for the tools that need its JavaScript API.
  '@typescript/native': 'npm:typescript@7.0.2',
  'typescript': 'npm:@typescript/typescript6@6.0.2',
  'autocannon': '9.0.0',
  // 3.0.0 is an older code base that cannot read the assemblies of aws-cdk-lib 2.
  'aws-cdk': '2.1148.1',
  'aws-cdk-lib': '2.276.0',
  'cdk-nag': '3.0.2',
  'cdk8s': '2.70.106',
  'cdk8s-plus-34': '2.0.54',
  'constructs': '10.8.1',
  'esbuild': '0.28.2',
  'eslint': '10.15.0',
  'fast-check': '4.10.2',
  'fastify': '5.12.8',
  'jest': '30.5.2',
  'jest-junit': '17.0.0',
  'jsii': '6.0.16',
  'nx': '23.2.1',
  'pino': '10.4.0',
  'projen': '0.103.25',
  'spdx-satisfies': '6.0.0',
  'tsx': '4.23.15',
  'turbo': '2.11.9',
  'typescript-eslint': '8.73.0',
  'yaml': '2.9.1',
} as const;

/** The npm that the lockfile was made with. */
export const NPM = '11.19.1';

/** A package of `VERSIONS`. */
export type Dependency = keyof typeof VERSIONS;

/** The named packages with their versions, as package.json wants them. */
export function versionsOf(names: readonly Dependency[]): Record<string, string> {
  return sortedByKey(Object.fromEntries(names.map((name) => [name, VERSIONS[name]])));
}

/** Keys by code unit, as npm keeps them. */
export function sortedByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Transitive packages held back. */
export const OVERRIDES = {
  // fastify's `inject()`: newer ones need a cookie package that wants Node 22. Remove when Node 20 is dropped.
  'light-my-request': '6.6.0',
  // Newer ones lack binaries for some platforms in some registries, and npm then writes a lockfile that `npm ci`
  // refuses (npm/cli#9846). Remove when that is fixed.
  'unrs-resolver': '1.12.2',
};

/** Which install scripts may run. All of these tools work without theirs, but esbuild starts 27 times slower. */
export const ALLOW_SCRIPTS = { '@parcel/watcher': false, '@swc/core': true, 'esbuild': true, 'nx': false, 'unrs-resolver': false };
