import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder } from './repository';

/** Each build is another image, which is the worst a builder can do. A shell, because node takes its time to begin. */
const DOCKER = `#!/bin/sh
here=\${0%/*}
echo "$1 BUILDKIT=$DOCKER_BUILDKIT $*" >>"$here/calls"
case $1 in
  version) echo 28.2.2 ;;
  build) mktemp -u layer-XXXXXXXXXX >"$here/image-$(echo "$3" | tr -c 'a-z0-9\\n' _)" ;;
  push)
    # What a test wrote in advance is what this push ends with.
    if [ -s "$here/refusals" ]; then head -n 1 "$here/refusals" >&2; sed -i 1d "$here/refusals"; exit 1; fi
    exec ${process.execPath} "$here/push.js" "$2" "$here/image-$(echo "$2" | tr -c 'a-z0-9\\n' _)" ;;
esac
`;

/** Pushes by HTTP, as docker does. */
const PUSH = `
const { createHash } = require('node:crypto');
const [reference, layer] = process.argv.slice(2);
const [, host, repository, tag] = /^([^/]+)\\/(.+):([^:]+)$/.exec(reference);
const digestOf = (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex');
function put(path, type, body) {
  return new Promise((done, failed) => {
    const request = require('node:http').request('http://' + host + '/v2/' + repository + path, { method: 'PUT', headers: { 'content-type': type, 'content-length': body.length } });
    request.on('error', failed).on('response', async (answer) => {
      let text = '';
      for await (const piece of answer) text += piece;
      done({ status: answer.statusCode, text });
    }).end(body);
  });
}
async function blob(bytes) {
  const mediaType = 'application/octet-stream';
  await put('/blobs/uploads/1?digest=' + digestOf(bytes), mediaType, bytes);
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
async function push() {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const layers = [await blob(require('node:fs').readFileSync(layer))];
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config: await blob(Buffer.from('{"os":"linux"}')), layers });
  const answer = await put('/manifests/' + tag, mediaType, manifest);
  if (answer.status !== 201) throw new Error('tag invalid: ' + JSON.parse(answer.text).errors[0].message);
  console.log(tag + ': digest: ' + digestOf(manifest) + ' size: ' + manifest.length);
}
push().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

/** A folder for PATH with a `docker` that builds nothing and pushes it well; its pushes first end with these refusals. */
export function aDocker(refusals: string[] = []): { path: string; folder: string } {
  const folder = aFolder({ docker: DOCKER, 'push.js': PUSH, refusals: refusals.map((line) => `${line}\n`).join('') });
  chmodSync(join(folder, 'docker'), 0o755);
  return { path: `${folder}:${process.env.PATH}`, folder };
}
