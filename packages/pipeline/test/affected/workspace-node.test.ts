import { workspaceOf } from '../../src/runtime/affected/workspace-node';

const dependencies = { '@acme/core': '0.0.0' };

describe('a workspace', () => {
  it('has the targets nx runs, and reads what its named inputs say', () => {
    const nx = { targets: { lint: {}, test: {} }, namedInputs: { declaration: ['{workspaceRoot}/.projenrc.ts', '{projectRoot}/a'] } };
    expect(workspaceOf('apps/platform', { name: '@acme/platform', dependencies, nx })).toMatchObject({ tasks: ['lint', 'test'], rootFiles: ['.projenrc.ts'] });
  });

  it('has the scripts turbo runs, and reads what turbo.json says of it alone', () => {
    const turbo = { tasks: { '@acme/platform#types': { inputs: ['src/**', '$TURBO_ROOT$/.projenrc.ts'] }, '@acme/platform-2#types': { inputs: ['$TURBO_ROOT$/other.ts'] }, 'lint': { inputs: ['$TURBO_ROOT$/eslint.config.mjs'] } } };
    const scripts = { lint: 'eslint .', types: 'tsc -p .' };
    expect(workspaceOf('apps/platform', { name: '@acme/platform', dependencies, scripts }, turbo)).toMatchObject({ tasks: ['lint', 'types'], rootFiles: ['.projenrc.ts'] });
  });

  it('depends on all that any list of its package.json names', () => {
    const lists = { dependencies, devDependencies: { jest: '1' }, optionalDependencies: { fsevents: '1' }, peerDependencies: { projen: '1' } };
    expect(workspaceOf('packages/http', lists)).toMatchObject({ name: 'packages/http', dependencies: ['@acme/core', 'jest', 'fsevents', 'projen'] });
  });
});
