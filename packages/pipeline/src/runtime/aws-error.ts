import { Explained } from './command';

/** What to do about errors of the way to AWS, by the error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'ask for the right to this call',
  CredentialsProviderError: "log in to the tooling account, for example with 'aws sso login'",
  ExpiredTokenException: "log in again, for example with 'aws sso login'",
  UnrecognizedClientException: 'use credentials of the tooling account',
  ThrottlingException: 'wait a moment and try again',
};

/** An error of AWS as a sentence. @param remedies what to do about errors of this service */
export function explainedByAws(subject: string, error: Error, remedies: Readonly<Record<string, string>> = {}): Explained {
  if (/^region /i.test(error.message)) return new Explained(`region is not usable, got "${error.message}"; give --region or set AWS_REGION`);
  const remedy = remedies[error.name] ?? REMEDIES[error.name] ?? 'check the network and the AWS status, and try again';
  return new Explained(`${subject}, got "${error.name}: ${error.message.split('\n')[0]}"; ${remedy}`);
}
