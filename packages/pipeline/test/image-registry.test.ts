import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { dockerAuthorization } from '../src/runtime/docker-credentials';
import { ImageRegistry } from '../src/runtime/image-registry';
import { aFolder } from './repository';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const LOGIN = Buffer.from('AWS:secret').toString('base64');

describe('asking a registry', () => {
  let server: Server;
  let host: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const [, , , , service, , tag] = `/host${request.url}`.split('/');
      if (request.headers.authorization !== `Basic ${LOGIN}`) response.statusCode = 401;
      else if (service === 'search') response.statusCode = 200;
      else if (tag !== 'known') response.statusCode = 404;
      else response.setHeader('docker-content-digest', DIGEST);
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('gives the digest of a tag it has, and nothing for one it has not', async () => {
    const registry = new ImageRegistry(host, `Basic ${LOGIN}`);
    expect(await registry.digestOf('acme/orders', 'known')).toBe(DIGEST);
    expect(await registry.digestOf('acme/orders', 'unknown')).toBeUndefined();
  });

  it('uses what docker login left', async () => {
    const DOCKER_CONFIG = aFolder({ 'config.json': { auths: { [host]: { auth: LOGIN } } } });
    expect(await dockerAuthorization(host, { DOCKER_CONFIG })).toBe(`Basic ${LOGIN}`);
    expect(await dockerAuthorization('elsewhere', { DOCKER_CONFIG })).toBeUndefined();
  });

  it('asks docker\'s credential helper when there is one', async () => {
    const DOCKER_CONFIG = aFolder({
      'config.json': { credHelpers: { [host]: 'safe' } },
      'docker-credential-safe': `#!/bin/sh\nread host\n[ "$host" = "${host}" ] && echo '{"Username":"AWS","Secret":"secret"}'\n`,
    });
    chmodSync(join(DOCKER_CONFIG, 'docker-credential-safe'), 0o755);
    expect(await dockerAuthorization(host, { DOCKER_CONFIG, PATH: `${DOCKER_CONFIG}:${process.env.PATH}` })).toBe(`Basic ${LOGIN}`);
  });

  it('fails when docker\'s credential helper is not installed', async () => {
    const DOCKER_CONFIG = aFolder({ 'config.json': { credsStore: 'gone' } });
    await expect(dockerAuthorization(host, { DOCKER_CONFIG, PATH: '/nowhere' })).rejects.toThrow('docker-credential-gone is not installed');
  });

  it('fails when nobody is logged in', async () => {
    await expect(new ImageRegistry(host).digestOf('acme/orders', 'known')).rejects.toThrow(
      `registry ${host} refuses to show acme/orders, got HTTP 401; log in with 'docker login ${host}'`,
    );
  });

  it('fails when what answers is no registry', async () => {
    await expect(new ImageRegistry(host, `Basic ${LOGIN}`).digestOf('acme/search', 'known')).rejects.toThrow(/does not answer like a registry, got HTTP 200 and digest "null"/);
  });
});
