import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { ServiceAccess } from './service-access';

/** One secret, by its name in AWS. Its value is in no manifest. */
export interface SecretReference {
  /** Name of the file it becomes. */
  readonly name: string;
  /** Name or ARN of the secret in AWS Secrets Manager; with a store, the key it has there. */
  readonly from: string;
  /**
   * Field of a secret that is a JSON object.
   * @default - all of it
   */
  readonly key?: string;
}

/** A store of External Secrets, made by those who run the cluster. */
export interface SecretStoreReference {
  /** Its name. */
  readonly name: string;
  /**
   * Whether it is the namespace's own or the cluster's.
   * @default 'SecretStore'
   */
  readonly kind?: 'SecretStore' | 'ClusterSecretStore';
}

/** Folder of the files. Never variables: every child process inherits those, and error reports print them. */
export const SECRETS_PATH = '/var/run/secrets/plinth';

/**
 * Makes what fetches a workload's secrets, named as it is: an ExternalSecret where there is a store, else a
 * SecretProviderClass. A changed value changes the file, not the pods: External Secrets looks every hour, the CSI driver
 * where its rotation is on.
 * @see https://external-secrets.io/latest/api/externalsecret/
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/ascp-examples.html
 */
export function secretSource(scope: Construct, id: string, metadata: k8s.ObjectMeta, { secrets = [], secretStore }: ServiceAccess = {}): void {
  if (secrets.length === 0) return;
  const source = secretStore === undefined
    ? { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass', spec: providerClass(secrets) }
    : { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', spec: externalSecret(secrets, secretStore, metadata.name) };
  new ApiObject(scope, id, { ...source, metadata: metadata as ApiObjectMetadata });
}

/** The volume of a workload's secrets, if it has any. */
export function secretsVolume(workload: string, { secrets = [], secretStore }: ServiceAccess = {}): k8s.Volume[] {
  if (secrets.length === 0) return [];
  return [secretStore === undefined
    ? { name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: workload } } }
    // The pod's group reads, nobody writes.
    : { name: 'secrets', secret: { secretName: workload, defaultMode: 0o440 } }];
}

/** Where a container finds them. */
export function secretsMount({ secrets = [] }: ServiceAccess = {}): k8s.VolumeMount[] {
  return secrets.length === 0 ? [] : [{ name: 'secrets', mountPath: SECRETS_PATH, readOnly: true }];
}

function externalSecret(secrets: readonly SecretReference[], { name, kind = 'SecretStore' }: SecretStoreReference, target?: string) {
  return {
    refreshInterval: '1h',
    secretStoreRef: { name, kind },
    target: { name: target, creationPolicy: 'Owner' },
    data: secrets.map((secret) => ({ secretKey: secret.name, remoteRef: { key: secret.from, property: secret.key } })),
  };
}

/** The provider takes each secret once: its fields are a list within. It also writes the whole of it, which the service could read anyway. */
function providerClass(secrets: readonly SecretReference[]) {
  const objects = [...new Set(secrets.map(({ from }) => from))].map((from) => {
    const [whole] = secrets.filter((secret) => secret.from === from && secret.key === undefined);
    const fields = secrets.filter((secret) => secret.from === from && secret.key !== undefined);
    return {
      objectName: from,
      objectType: 'secretsmanager',
      // The provider refuses an alias that is the name itself.
      objectAlias: whole?.name === from ? undefined : whole?.name,
      jmesPath: fields.length === 0 ? undefined : fields.map(({ key, name }) => ({ path: JSON.stringify(key), objectAlias: name })),
    };
  });
  // The provider reads a text of YAML, which JSON is.
  return { provider: 'aws', parameters: { usePodIdentity: 'true', objects: JSON.stringify(objects, undefined, 2) } };
}
