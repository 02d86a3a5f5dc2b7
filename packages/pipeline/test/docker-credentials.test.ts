import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { dockerAuthorization } from '../src/runtime/docker-credentials';
import { aFolder } from './repository';

const host = 'registry.example.com';
const LOGIN = Buffer.from('AWS:secret').toString('base64');

describe('docker\'s credentials', () => {
  it('are what docker login left', async () => {
    const DOCKER_CONFIG = aFolder({ 'config.json': { auths: { [host]: { auth: LOGIN } } } });
    expect(await dockerAuthorization(host, { DOCKER_CONFIG })).toBe(`Basic ${LOGIN}`);
    expect(await dockerAuthorization('elsewhere', { DOCKER_CONFIG })).toBeUndefined();
  });

  it('come from docker\'s credential helper when there is one', async () => {
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
});
