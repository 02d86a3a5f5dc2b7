import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { reviewCommands } from '../../src/pull-request-commands';
import { jsonServices } from '../json-service';
import { aFolder } from '../repository';

const ROOT = join(__dirname, '../../../..');
const COMMIT = 'c0ffee'.padEnd(40, '0');
const BUILD = { buildStatus: 'SUCCEEDED', resolvedSourceVersion: COMMIT, environment: { environmentVariables: [{ name: 'PLINTH_PULL_REQUEST', value: '7' }] } };

/** What gives CodeBuild's containers their credentials, and STS: roles are assumed with these credentials alone. */
function credentialServices(assumed: URLSearchParams[]): Server {
  const keys = (id: string) => ({ AccessKeyId: id, SecretAccessKey: 'secret', Expiration: '2099-01-01T00:00:00Z' });
  return createServer(async (request, response) => {
    if (request.url === '/container') return response.end(JSON.stringify({ ...keys('STEP'), Token: 'token' }));
    let body = '';
    for await (const piece of request) body += piece;
    if (!request.headers.authorization?.includes('Credential=STEP/')) return response.writeHead(403).end();
    assumed.push(new URLSearchParams(body));
    const fields = Object.entries({ ...keys('REVIEWER'), SessionToken: 'token' }).map(([name, value]) => `<${name}>${value}</${name}>`).join('');
    return response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${fields}</Credentials></AssumeRoleResult></AssumeRoleResponse>`);
  });
}

describe('the commands of a review, line by line', () => {
  it('approve as the reviewer, under the one name its trust wants', async () => {
    const home = aFolder({ 'bin/aws': `#!/bin/sh\n[ "$3 $4" = "--ids build:1" ] && printf '%s' '${JSON.stringify(BUILD)}'\n` });
    chmodSync(join(home, 'bin/aws'), 0o755);
    const assumed: URLSearchParams[] = [];
    const credentials = credentialServices(assumed);
    await new Promise<void>((listening) => credentials.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(credentials.address() as AddressInfo).port}`;
    const target = { repositoryName: 'plinth', sourceCommit: COMMIT, destinationCommit: 'd'.repeat(40) };
    const { environment, calls, stop } = await jsonServices({ CODECOMMIT: {
      GetPullRequest: () => ({ pullRequest: { revisionId: 'revision-1', pullRequestStatus: 'OPEN', pullRequestTargets: [target] } }),
      GetCommentsForPullRequest: () => ({ commentsForPullRequestData: [] }),
      PostCommentForPullRequest: () => ({}),
      UpdatePullRequestApprovalState: () => ({}),
    } });
    const env = {
      ...environment, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_ENDPOINT_URL_STS: url, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container`,
      PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, PLINTH_BUILD: 'build:1',
    };
    try {
      expect(await inBash(reviewCommands('arn:aws:iam::111111111111:role/plinth-reviewer', 'plinth').build, env)).toEqual({ status: 0, stderr: 'pull request 7 at c0ffee000000: SUCCEEDED\n' });
      expect(assumed.map((asked) => [asked.get('Action'), asked.get('RoleArn'), asked.get('RoleSessionName')])).toEqual([['AssumeRole', 'arn:aws:iam::111111111111:role/plinth-reviewer', 'plinth']]);
      expect(calls.at(-1)).toEqual({ operation: 'UpdatePullRequestApprovalState', input: { pullRequestId: '7', revisionId: 'revision-1', approvalState: 'APPROVE' } });
    } finally {
      await stop();
      await new Promise((closed) => { credentials.closeAllConnections(); credentials.close(closed); });
    }
  }, 60_000);
});

/** One shell for all commands, as CodeBuild does it; the first that fails ends it. */
function inBash(commands: readonly string[], env: NodeJS.ProcessEnv): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-e', '-c', commands.join('\n')], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    shell.stderr.setEncoding('utf8').on('data', (piece: string) => { stderr += piece; });
    shell.on('error', reject);
    shell.on('close', (status) => resolve({ status, stderr }));
  });
}
