import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages } from '../src/runtime/image-base';
import { materials, remoteUri } from '../src/runtime/image-materials';
import { buildRun, provenance } from '../src/runtime/image-provenance';
import { aFolder, git } from './repository';

const NAME = { registry: 'registry.example.com', repository: 'acme/orders', tag: '12345678901234567890' };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const BASE = 'b'.repeat(64);
const MOMENT = new Date('2027-02-03T04:05:06Z');

describe('how an image came to be', () => {
  it('is a statement of in-toto and SLSA, with the run of CodeBuild that made it', () => {
    const CODEBUILD_BUILD_ARN = 'arn:aws:codebuild:eu-central-1:111111111111:build/acme-build:6e3c8a';
    const source = { name: 'source', uri: 'git+https://example.com/acme', digest: { gitCommit: 'c'.repeat(40) } };
    expect(provenance(NAME, DIGEST, [source], buildRun({ CODEBUILD_BUILD_ARN }, MOMENT))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'registry.example.com/acme/orders', digest: { sha256: 'a'.repeat(64) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'urn:plinth:image:v1',
          externalParameters: { platform: 'acme', service: 'orders', tag: '12345678901234567890' },
          resolvedDependencies: [source],
        },
        runDetails: {
          builder: { id: 'arn:aws:codebuild:eu-central-1:111111111111:project/acme-build' },
          metadata: { invocationId: CODEBUILD_BUILD_ARN, startedOn: '2027-02-03T04:05:06.000Z' },
        },
      },
    });
  });

  it('says so when a person\'s machine made it', () => {
    const { runDetails } = provenance(NAME, DIGEST, [], buildRun({}, MOMENT)).predicate;
    expect(JSON.parse(JSON.stringify(runDetails))).toEqual({ builder: { id: 'urn:plinth:builder:local' }, metadata: { startedOn: '2027-02-03T04:05:06.000Z' } });
  });

  it('names no builder when the image was found, and is then the same whoever says it', () => {
    expect(provenance(NAME, DIGEST, []).predicate.runDetails).toEqual({ builder: { id: 'urn:plinth:builder:unknown' } });
  });
});

describe('what an image is made from', () => {
  const dockerfile = `ARG RUNTIME_IMAGE=example.com/node:24@sha256:${BASE}\nFROM $RUNTIME_IMAGE AS build\nARG RUNTIME_IMAGE=other\nFROM --platform=linux/amd64 \${RUNTIME_IMAGE}\nCOPY --from=build / /\n`;
  const base = { uri: `pkg:oci/node@sha256%3A${BASE}?repository_url=example.com/node`, digest: { sha256: BASE } };

  it('is the commit, the lockfile and the base image, each by its digest', async () => {
    const root = aFolder({ 'apps/orders/Dockerfile': dockerfile, 'package-lock.json': '{}' });
    git(root, 'init', '--quiet');
    git(root, 'remote', 'add', 'origin', 'https://user:token@example.com/acme.git');
    git(root, 'add', '.');
    git(root, 'commit', '--quiet', '--message=first');
    const source = { name: 'source', uri: 'git+https://example.com/acme.git', digest: { gitCommit: git(root, 'rev-parse', 'HEAD') } };
    const lockfile = { name: 'package-lock.json', digest: { sha256: createHash('sha256').update('{}').digest('hex') } };
    expect(await materials(root, 'orders', {})).toEqual([source, lockfile, base]);

    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');
    expect(await materials(root, 'orders', {})).toContainEqual({ ...source, annotations: { changed: true } });
  });

  it('is what can be named: no commit outside of a checkout', async () => {
    expect(await materials(aFolder({ 'apps/orders/Dockerfile': dockerfile }), 'orders', {})).toEqual([base]);
  });

  it.each([
    ['the base a build argument names', dockerfile, `plinth-runtime@sha256:${'d'.repeat(64)}`, [`pkg:oci/plinth-runtime@sha256%3A${'d'.repeat(64)}?repository_url=plinth-runtime`]],
    ['no base that is named by tag', dockerfile, 'plinth-runtime:1', []],
    ['no base from nothing', 'FROM scratch\n', undefined, []],
    ['each of several bases', `ARG OTHER=example.com/b@sha256:${BASE}\nFROM "$OTHER" AS one\nFROM example.com/c@sha256:${BASE} AS two\nFROM one\n`, undefined, [`pkg:oci/b@sha256%3A${BASE}?repository_url=example.com/b`, `pkg:oci/c@sha256%3A${BASE}?repository_url=example.com/c`]],
  ])('is %s', (_, text, RUNTIME_IMAGE, uris) => {
    expect(baseImages(text, { RUNTIME_IMAGE }).map(({ uri }) => uri)).toEqual(uris);
  });

  it.each([
    ['https://user:token@example.com/acme.git', 'git+https://example.com/acme.git'],
    ['git@example.com:acme/shop.git', 'git+ssh://example.com/acme/shop.git'],
    ['ssh://git@example.com:2222/acme.git', 'git+ssh://example.com:2222/acme.git'],
    ['codecommit::eu-central-1://acme', 'git+codecommit::eu-central-1://acme'],
    ['codecommit::eu-central-1://profile@acme', 'git+codecommit::eu-central-1://acme'],
    ['/home/somebody/acme', undefined],
    ['file:///home/somebody/acme', undefined],
  ])('tells of the remote %s no login and no folder', (remote, uri) => {
    expect(remoteUri(remote)).toBe(uri);
  });
});
