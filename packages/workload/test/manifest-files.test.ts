import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { checkManifestFiles, checkManifests, findingLine } from '../src';
import { aDeployment, aFolder, aMicroservice, manifests } from './world';

describe('checking a folder', () => {
  it('reads every YAML and JSON file below it and counts their objects', () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'prod'));
    writeFileSync(join(folder, 'prod/a.yaml'), Yaml.stringify(...Object.values(aMicroservice())));
    writeFileSync(join(folder, 'b.json'), JSON.stringify(aMicroservice().Service));
    writeFileSync(join(folder, 'README.md'), '# not a manifest');
    expect(checkManifestFiles(folder)).toEqual({ files: 2, objects: 8, findings: [] });
  });

  it('fails when a file is not YAML, and checks the others all the same', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'a.yaml'), 'kind: [');
    writeFileSync(join(folder, 'b.yaml'), Yaml.stringify(aDeployment((_, __, container) => { container.image = 'nginx'; })));
    expect(checkManifestFiles(folder).findings.map(({ rule }) => rule)).toEqual(['yaml/readable', 'image/digest']);
  });

  it('fails when files of one folder do not go together, and leaves other folders out of it', () => {
    const folder = aFolder();
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota', namespace: 'services' }, spec: { hard: { pods: '2' } } };
    for (const environment of ['prod', 'staging']) mkdirSync(join(folder, environment));
    writeFileSync(join(folder, 'prod/orders.yaml'), Yaml.stringify(...Object.values(aMicroservice())));
    writeFileSync(join(folder, 'prod/platform.yaml'), Yaml.stringify(quota));
    writeFileSync(join(folder, 'staging/platform.yaml'), Yaml.stringify(quota));
    expect(checkManifestFiles(folder).findings).toMatchObject([{ rule: 'namespace/rollout-headroom', file: join(folder, 'prod/platform.yaml') }]);
  });

  it('tells object, path, value and remedy in one line', () => {
    const [finding] = checkManifests(manifests([aDeployment((_, __, container) => { container.image = 'nginx:1'; })]));
    expect(findingLine(finding)).toBe('test.yaml:1 error image/digest: Deployment services/orders spec.template.spec.containers[0].image must name its digest, got "nginx:1"; write the image as <repository>@sha256:<64 hex digits>');
  });

  it('knows the kinds it is told of', () => {
    const [widget] = manifests([{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' } }]);
    expect(checkManifests([widget], { customKinds: ['example.com/v1/Widget'] })).toEqual([]);
  });

  it('takes less than a second for a hundred objects', () => {
    const folder = aFolder();
    for (let i = 0; i < 15; i++) writeFileSync(join(folder, `${i}.yaml`), Yaml.stringify(...Object.values(aMicroservice({ service: `orders-${i}` }))));
    const start = performance.now();
    expect(checkManifestFiles(folder).objects).toBe(105);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
