import { Component, Project, YamlFile } from 'projen';

const NX = 'node_modules/.bin/nx';
const PIPELINE = 'node --import tsx packages/pipeline/src/runtime/main.ts';

/** Only ECR hands out its password by name; any other registry is logged in to beforehand. */
const LOGIN = 'case "$PLINTH_REGISTRY" in *.amazonaws.com*)'
  + ' aws ecr get-login-password --region "$AWS_REGION" | docker login --username AWS --password-stdin "$PLINTH_REGISTRY" ;; esac';

/** buildspec.yml: what CodeBuild runs for every commit; it runs on any machine, command for command. */
export class Buildspec extends Component {
  public constructor(project: Project) {
    super(project, 'Buildspec');
    new YamlFile(project, 'buildspec.yml', { obj: {
      version: 0.2,
      env: { variables: {
        CI: 'true',
        NX_DAEMON: 'false',
        // No plugins run here, so isolating them costs three processes and protects nothing.
        NX_ISOLATE_PLUGINS: 'false',
      } },
      phases: {
        install: { 'runtime-versions': { nodejs: 24 }, 'commands': ['npm ci'] },
        build: { commands: [
          'npm run drift',
          // Partial: only what the commits since PLINTH_BASE touched, or everything when there is no base.
          `SCOPE=$(${PIPELINE} base)`,
          `${NX} $SCOPE -t lint types test synth render`,
          // Total: every image and every manifest, most of them found and not built.
          LOGIN,
          `${NX} run-many -t image`,
          `export PLINTH_IMAGES="$PWD/out/images.json"`,
          `${PIPELINE} images --output "$PLINTH_IMAGES"`,
          `${NX} run-many -t synth render`,
          'npm run verify',
        ] },
      },
      reports: { tests: { 'file-format': 'JUNITXML', 'files': ['packages/*/out/reports/junit.xml', 'apps/*/out/reports/junit.xml'] } },
      artifacts: { 'base-directory': 'dist', 'files': ['**/*'] },
      // nx's own cache does not survive a change of machine, so only npm's downloads are kept.
      cache: { paths: ['/root/.npm/**/*'] },
    } });
  }
}
