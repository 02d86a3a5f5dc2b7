import { TEMPLATE } from '../src/template-package';
import { versionsOf } from '../src/versions';

/** package.json of the published template: what jsii compiles and npm packs. */
export const PUBLISHED_MANIFEST = {
  name: TEMPLATE.name,
  version: TEMPLATE.version,
  description: 'The project type of Plinth: one typed file makes the same EKS platform for every team.',
  license: 'MIT',
  author: { name: 'Plinth' },
  repository: { type: 'git', url: 'https://github.com/plinth/plinth.git' },
  keywords: ['projen', 'aws', 'eks', 'codepipeline', 'platform'],
  main: 'lib/index.js',
  types: 'lib/index.d.ts',
  // The keys Node resolves by; projen looks for the jsii assembly and package.json itself.
  exports: {
    '.': './lib/index.js',
    './config': './lib/config/index.js',
    './.jsii': './.jsii',
    './package.json': './package.json',
  },
  files: ['lib/**/*.js', 'lib/**/*.d.ts', '.jsii', 'bin', 'seeds', 'README.md'],
  engines: { node: '>=20.19' },
  peerDependencies: versionsOf(['constructs', 'projen']),
  devDependencies: versionsOf(['@types/node', 'constructs', 'projen']),
  stability: 'experimental',
  jsii: { outdir: 'dist', targets: {}, excludeTypescript: ['seeds', 'pack', 'test'] },
};
