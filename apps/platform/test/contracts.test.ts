import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterTelemetry } from '@plinth/observability';
import { checkManifestFiles, checkManifests, findingLine, parseManifests } from '@plinth/workload';
import { verify } from '../src/distribution';
import { aSynthesisedRepository } from './a-baseline';
import { aRepository, filesIn, run } from './a-repository';
import { ROOT, Resource, TODAY, aPlatform, resourcesOf, synthesised, thisPlatform } from './world';

const platform = thisPlatform();
const environments = platform.environments.map(({ name }) => name);
const apps = ['platform', ...platform.services.map(({ name }) => name)];

const resources = (environment: string, stack: string) => Object.values(resourcesOf(synthesised(platform), `${platform.name}-${environment}-${stack}`));
const ofType = (type: string, all: readonly Resource[]) => all.filter(({ Type }) => Type === type);

/** A Kubernetes object, as far as these tests look into it. */
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly rules?: readonly { readonly resources: string[]; readonly resourceNames: string[] }[];
}

describe('what this repository renders', () => {
  const repository = aRepository();
  beforeAll(async () => {
    const ended = await Promise.all(apps.map((app) => run(join(repository, 'apps', app), 'deploy/chart.ts')));
    expect(ended).toEqual(apps.map(() => ({ status: 0, stdout: '', stderr: '' })));
  }, 60_000);

  const folderOf = (app: string, kind = 'manifests') => join(repository, 'apps', app, 'out', kind);
  const objects = (app: string, environment: string, kind?: string) => Object.entries(filesIn(join(folderOf(app, kind), environment)))
    .flatMap(([file, text]) => parseManifests(text, file)).map(({ object }) => object as unknown as KubernetesObject);
  const namesOf = (kind: string, all: readonly KubernetesObject[]) => all.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  it.each(apps)('for %s passes every check of manifests', (app) => {
    for (const environment of environments) {
      const { files, findings } = checkManifestFiles(join(folderOf(app), environment));
      expect({ files, findings: findings.map(findingLine) }).toEqual({ files: 1, findings: [] });
    }
  });

  it('for the administrators of a cluster passes every check of manifests', () => {
    expect(checkManifestFiles(folderOf('platform', 'bootstrap')).findings.map(findingLine)).toEqual([]);
  });

  it.each(environments)('leaves in %s room for every service to roll out at once', (environment) => {
    const together = apps.flatMap((app) => parseManifests(Object.values(filesIn(join(folderOf(app), environment))).join('\n---\n'), app));
    expect(together.map(({ object }) => object.kind)).toEqual(expect.arrayContaining(['ResourceQuota', 'Deployment']));
    expect(checkManifests(together).map(findingLine)).toEqual([]);
  });

  it.each(platform.services.map(({ name }) => name))('sends the traces of %s to where the cluster\'s agent listens', (service) => {
    for (const environment of environments) {
      const endpoints = objects(service, environment).flatMap(({ data }) => data?.OTEL_EXPORTER_OTLP_ENDPOINT ?? []);
      expect(endpoints).toEqual([ClusterTelemetry.OTLP_ENDPOINT]);
    }
  });

  it.each(environments)('makes in %s the namespaces the deploy step may work in, no more and no less', (environment) => {
    const namespaces = namesOf('Namespace', objects('platform', environment)).sort();
    const entries = ofType('AWS::EKS::AccessEntry', resources(environment, 'Cluster')).filter(({ Properties }) => Properties?.KubernetesGroups);
    const scopes = entries.flatMap(({ Properties }) => Properties?.AccessPolicies.map(({ AccessScope }: { AccessScope: object }) => AccessScope));
    expect(scopes).toEqual(namespaces.length > 0 ? [{ Type: 'namespace', Namespaces: namespaces }] : []);
    const rules = objects('platform', environment, 'bootstrap').flatMap(({ rules: all = [] }) => all);
    expect(rules.find((rule) => rule.resources.includes('namespaces'))?.resourceNames ?? []).toEqual(namespaces);
  });
});

describe('requests are counted', () => {
  it.each(environments)('in %s from the log group the cluster\'s agent writes to', (environment) => {
    const stack = resourcesOf(synthesised(platform), `${platform.name}-${environment}-Observability`);
    const filters = ofType('AWS::Logs::MetricFilter', Object.values(stack));
    const groups = new Set(filters.map(({ Properties }) => stack[Properties?.LogGroupName.Ref].Properties?.LogGroupName));
    expect([...groups]).toEqual([`/aws/containerinsights/${platform.name}-${environment}/application`]);
  });
});

describe('the pipeline', () => {
  const pipeline = () => JSON.stringify(resourcesOf(synthesised(platform), `${platform.name}-Pipeline`));

  it('deploys with the CDK command this repository pins', () => {
    const pinned = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies['aws-cdk'];
    expect(new Set(pipeline().match(/(?<= aws-cdk@)[\w.-]+/g))).toEqual(new Set([pinned]));
  });

  it.each(environments)('starts the deploy step of %s with a role that environment has', (environment) => {
    const roles = ofType('AWS::IAM::Role', resources(environment, 'Cluster')).map(({ Properties }) => Properties?.RoleName);
    const started = [...new Set(pipeline().match(new RegExp(`(?<=:role/)${platform.name}-${environment}-[a-z-]+`, 'g')))];
    expect(started.length).toBeGreaterThan(0);
    expect(roles).toEqual(expect.arrayContaining(started));
  });

  it('applies the manifests from where npm run verify puts them', () => {
    const root = aSynthesisedRepository();
    verify({ root, imagesBuilt: false, today: TODAY, print: () => undefined });
    for (const environment of ['staging', 'prod']) {
      const commands = JSON.stringify(resourcesOf(synthesised(aPlatform()), `acme-${environment}-Cluster`));
      const paths = [...new Set(commands.match(/(?<=--filename=)[\w./-]+/g))];
      expect(paths.sort()).toEqual([`manifests/${environment}`, `manifests/${environment}/platform.yaml`]);
      expect(paths.filter((path) => !existsSync(join(root, 'dist', path)))).toEqual([]);
    }
  });
});
