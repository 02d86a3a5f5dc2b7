import { verifyOptions } from '../src/verify-options';

const said = (line: string) => verifyOptions(line.split(' ').filter((word) => word !== ''));

describe('the options of npm run verify', () => {
  it.each([
    ['', { format: 'table', rules: false }],
    ['--manifests x', { manifests: 'x', fargate: undefined, kubernetes: undefined, format: 'table' }],
    ['--manifests x --fargate jobs --fargate a,b-*', { fargate: ['jobs', 'a', 'b-*'] }],
    ['--manifests x --kubernetes 1.35 --format sarif', { kubernetes: '1.35', format: 'sarif' }],
    ['--assembly x --json', { assembly: 'x', format: 'json' }],
    ['--assembly x --json --format json', { format: 'json' }],
    ['--rules', { rules: true }],
  ])('are read: %s', (line, options) => expect(said(line)).toMatchObject(options));

  it.each([
    '--manifest x', 'x', '--json', '--format json', '--manifests x --format xml', '--manifests x --json --format sarif', '--fargate jobs', '--assembly x --fargate jobs', '--assembly x --kubernetes 1.35',
    '--rules --manifests x', '--manifests',
  ])('make no sense: %s', (line) => expect(said(line)).toBeUndefined());

  it.each([
    ['a namespace is none', '--manifests x --fargate Jobs', '--fargate is not a namespace, got "Jobs"; write names with commas between, such as jobs,batch-*'],
    ['a comma has nothing behind it', '--manifests x --fargate jobs,', '--fargate is not a namespace, got ""; write names with commas between, such as jobs,batch-*'],
    ['a version is none', '--manifests x --kubernetes v1.35', '--kubernetes is not a minor version, got "v1.35"; write it like 1.36'],
  ])('fails when %s, in one sentence', (_, line, sentence) => expect(() => said(line)).toThrow(sentence));
});
