import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { Docker } from '../src/runtime/docker';
import { chooseBuilder } from '../src/runtime/docker-builder';
import { aFolder } from './repository';

describe('docker\'s builder', () => {
  it.each([
    ['20.10.24+dfsg1', false],
    ['20.10.24+dfsg1', true],
    ['28.2.2', true],
    ['29.0.0', true],
  ])('is BuildKit with client %s, buildx: %s', (client, buildx) => {
    expect(chooseBuilder({ client, buildx })).toEqual({ buildKit: true });
  });

  it('is the old one where the client left buildx out, and says what to install', () => {
    expect(chooseBuilder({ client: '28.2.2', buildx: false })).toEqual({
      buildKit: false,
      sentence: 'docker builds without BuildKit, got client 28.2.2 without buildx; install docker-buildx, or docker-buildx-plugin: docker is about to remove this builder',
    });
  });
});

describe('docker', () => {
  /** A `docker` whose `version` and `build` do this. */
  function docker(version: string, build = 'true'): { docker: Docker; said: string[] } {
    const folder = aFolder({ docker: `#!/bin/sh\ncase $1 in version) ${version};; build) ${build};; buildx) exit 1;; esac\n` });
    chmodSync(join(folder, 'docker'), 0o755);
    const said: string[] = [];
    return { docker: new Docker(folder, { PATH: `${folder}:/usr/bin:/bin` }, (piece) => said.push(piece.trim())), said };
  }

  it('says that it builds without BuildKit, and tells the client so', async () => {
    const { docker: old, said } = docker('echo 28.2.2', 'echo "BuildKit: $DOCKER_BUILDKIT"; echo "$@"');
    await old.build('orders:1', '1');
    expect(said[0]).toMatch(/^docker builds without BuildKit, got client 28.2.2 without buildx; install docker-buildx/);
    expect(said.slice(1).join('\n')).toBe('BuildKit: 0\nbuild --tag orders:1 --build-arg VERSION=1 .');
  });

  it('fails when its daemon does not answer', async () => {
    const { docker: alone } = docker('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    await expect(alone.build('orders:1', '1')).rejects.toThrow(`docker's daemon does not answer, got "Cannot connect to the Docker daemon"; start it, or set DOCKER_HOST to one that runs`);
  });

  it('fails in the last words of a build that fails', async () => {
    const { docker: failing } = docker('echo 20.10.24', 'printf "step 1\\nno such file\\n" >&2; exit 1');
    await expect(failing.build('orders:1', '1')).rejects.toThrow('docker build failed, got "no such file"; its output is above');
  });

  it('fails when it is not installed', async () => {
    const nothing = new Docker(aFolder(), { PATH: '/nowhere' }, () => undefined);
    await expect(nothing.build('orders:1', '1')).rejects.toThrow('docker is not installed, got no such program; install docker, or let the pipeline build the image');
  });
});
