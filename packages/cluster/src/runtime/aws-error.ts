import { Explained } from '../explained';

/** What to do about an error of AWS or of the way to it, by the error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'ask for this permission on the cluster',
  CredentialsProviderError: `log in to the environment's account, for example with 'aws sso login'`,
  ExpiredTokenException: `log in again, for example with 'aws sso login'`,
  InvalidParameterException: 'correct what the message names, and try again',
  InvalidRequestException: 'wait until the cluster is ACTIVE and what the message names is done, and try again',
  InvalidStateException: 'wait until the cluster is ACTIVE, and try again',
  ResourceInUseException: 'wait until the running update ends, and try again',
  ResourceNotFoundException: 'deploy the environment first, or check its account and region in .projenrc.ts',
  ThrottlingException: 'wait a moment and try again',
  UnrecognizedClientException: `use credentials of the environment's account`,
};

/** An error of AWS as one sentence: what could not be done, what AWS said, what to do. */
export function explainedAwsError(wrong: string, error: Error): Explained {
  if (/^region /i.test(error.message)) return new Explained(`region is not usable, got "${error.message}"; give --region or set AWS_REGION`);
  const remedy = REMEDIES[error.name] ?? 'check the network and the AWS status, and try again';
  return new Explained(`${wrong}, got "${error.name}: ${error.message.split('\n')[0]}"; ${remedy}`);
}
