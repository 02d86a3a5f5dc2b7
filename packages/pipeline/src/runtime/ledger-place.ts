import { FileLedger, S3Ledger, type Ledger } from '../ledger';
import { Explained } from './command';

/** A bucket, and maybe a folder in it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^/]+(?:\/[^/]+)*))?\/?$/;

/**
 * The ledger at a place: a directory, or `s3://<bucket>/<prefix>`.
 *
 * @param env `PLINTH_LEDGER_ENDPOINT` names an S3-compatible endpoint in place of AWS
 */
export function openLedger(place: string | undefined, env: NodeJS.ProcessEnv): Ledger {
  if (!place) throw new Explained('PLINTH_LEDGER is not set, got no --ledger either; name a directory, or s3://<bucket>/<prefix>');
  if (!/^\w+:/.test(place)) return new FileLedger(place);
  const [, bucket, prefix] = S3_PLACE.exec(place) ?? [];
  if (!bucket) throw new Explained(`the ledger's place is neither a directory nor in S3, got "${place}"; write it like s3://<bucket>/<prefix>`);
  const endpoint = env.PLINTH_LEDGER_ENDPOINT || undefined;
  return new S3Ledger({ bucket, prefix, endpoint, forcePathStyle: endpoint !== undefined });
}
