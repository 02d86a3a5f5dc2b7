import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { checkManifestFiles, checkManifests, findingLine } from '../src';
import { millisecondsSince } from './processor-time';
import { aDeployment, aFolder, aMicroservice, manifests } from './world';

describe('checking a folder', () => {
  it('reads every YAML and JSON file below it and counts their objects', () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'prod'));
    writeFileSync(join(folder, 'prod/a.yaml'), Yaml.stringify(...Object.values(aMicroservice())));
    writeFileSync(join(folder, 'b.json'), JSON.stringify(aMicroservice().Service));
    writeFileSync(join(folder, 'README.md'), '# not a manifest');
    expect(checkManifestFiles(folder)).toMatchObject({ files: 2, objects: 8, suppressed: [], billing: [] });
  });

  it('fails when a file is not YAML, and checks the others all the same', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'a.yaml'), 'kind: [');
    writeFileSync(join(folder, 'b.yaml'), Yaml.stringify(aDeployment((_, __, container) => { container.image = 'nginx'; })));
    expect(checkManifestFiles(folder).findings.map(({ rule }) => rule)).toEqual(['yaml/readable', 'image/digest', 'image/registry']);
  });

  it.each<[string, (folder: string) => void, string]>([
    ['is not UTF-8', (folder) => writeFileSync(join(folder, 'a.yaml'), Buffer.from([0x6b, 0x3a, 0x20, 0xff, 0xfe])), 'is not UTF-8; save it as UTF-8'],
    ['is 50 MB', (folder) => { writeFileSync(join(folder, 'a.yaml'), 'kind: A\n'); truncateSync(join(folder, 'a.yaml'), 50_000_000); },
      'must not be larger than 10000000 bytes, got 50000000; split it, or move it out of the folder'],
    ['is 50 MB of YAML', (folder) => writeFileSync(join(folder, 'a.yaml'), '- kind: A\n'.repeat(5_000_000)), 'must not be larger than 10000000 bytes, got 50000000; split it, or move it out of the folder'],
    ['is almost too large', (folder) => writeFileSync(join(folder, 'a.yaml'), '- kind: A\n'.repeat(999_999)), 'must not have more than 500000 parts; split the file'],
    ['is a link to itself', (folder) => symlinkSync('a.yaml', join(folder, 'a.yaml')), 'cannot be read, got ELOOP; correct its rights, or where it leads'],
    ['is a link to nothing', (folder) => symlinkSync('nothing', join(folder, 'a.yaml')), 'cannot be read, got ENOENT; correct its rights, or where it leads'],
    ['is a pipe', (folder) => void execFileSync('mkfifo', [join(folder, 'a.yaml')]), 'is neither a file nor a folder; remove it'],
  ])('fails when a file %s, in one finding within 2 seconds', (_, make, problem) => {
    const folder = aFolder();
    make(folder);
    const start = process.cpuUsage();
    expect(checkManifestFiles(folder).findings).toMatchObject([{ rule: 'yaml/readable', severity: 'error', file: join(folder, 'a.yaml'), problem }]);
    expect(millisecondsSince(start)).toBeLessThan(2000);
  });

  it('follows a link to a file, and says of a link to a folder that it does not, even in a circle', () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'prod'));
    writeFileSync(join(folder, 'prod/a.txt'), JSON.stringify(aMicroservice().Service));
    symlinkSync('a.txt', join(folder, 'prod/a.json'));
    symlinkSync('..', join(folder, 'prod/up'));
    const { files, findings } = checkManifestFiles(folder);
    expect([files, findings]).toMatchObject([1, [{ rule: 'yaml/not-followed', severity: 'warning', file: join(folder, 'prod/up') }]]);
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
    const start = process.cpuUsage();
    expect(checkManifestFiles(folder).objects).toBe(105);
    expect(millisecondsSince(start)).toBeLessThan(1000);
  });
});
