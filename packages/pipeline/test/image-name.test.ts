import { imageName } from '../src/runtime/image-name';

const PLINTH_REGISTRY = '127.0.0.1:5000';
const NX_TASK_HASH = '12345678901234567890';
const TURBO_HASH = '0123456789abcdef';

describe('the name of an image', () => {
  it.each([[{ NX_TASK_HASH }, NX_TASK_HASH], [{ TURBO_HASH }, TURBO_HASH]])('is the platform, the service and the hash of %j', (hash, tag) => {
    const registry = '111111111111.dkr.ecr.eu-central-1.amazonaws.com';
    expect(imageName('acme', 'orders', { PLINTH_REGISTRY: registry, ...hash })).toEqual({ registry, repository: 'acme/orders', tag });
  });

  it('has at most 32 characters of hash', () => {
    expect(imageName('acme', 'orders', { PLINTH_REGISTRY, NX_TASK_HASH: 'a'.repeat(64) }).tag).toBe('a'.repeat(32));
  });

  it.each([
    [{ NX_TASK_HASH }, 'PLINTH_REGISTRY is not set; set it to the registry host, for example 127.0.0.1:5000'],
    [{ PLINTH_REGISTRY: 'https://registry', NX_TASK_HASH }, 'PLINTH_REGISTRY is not a host, got "https://registry"; write host or host:port, no scheme and no path'],
    [{ PLINTH_REGISTRY }, `the task's hash is missing, got neither NX_TASK_HASH nor TURBO_HASH; run it as 'nx run orders:image' or 'turbo run image --filter=./apps/orders'`],
    [{ PLINTH_REGISTRY, NX_TASK_HASH, TURBO_HASH }, `two task runners gave a hash, got NX_TASK_HASH "${NX_TASK_HASH}" and TURBO_HASH "${TURBO_HASH}"; unset the one that is not yours`],
    [{ PLINTH_REGISTRY, NX_TASK_HASH: 'latest!' }, `NX_TASK_HASH is not a task's hash, got "latest!"; run it as 'nx run orders:image'`],
    [{ PLINTH_REGISTRY, TURBO_HASH: '' }, `TURBO_HASH is not a task's hash, got ""; run it as 'turbo run image --filter=./apps/orders'`],
  ])('fails when the environment is %j', (env, sentence) => {
    expect(() => imageName('acme', 'orders', env)).toThrow(sentence);
  });
});
