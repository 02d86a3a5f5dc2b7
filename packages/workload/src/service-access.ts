import { SecretReference, SecretStoreReference } from './service-secrets';

/** What a service may reach beyond names, HTTPS and telemetry. What is not declared is denied. */
export interface ServiceAccess {
  /**
   * IAM role of its pods on Fargate, whose trust policy names the service's account (IRSA). On nodes the role comes
   * from an EKS Pod Identity association, and a manifest does not name it.
   * @default - none
   * @see https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
   */
  readonly roleArn?: string;
  /**
   * Secrets it reads, each a file in `/var/run/secrets/plinth`.
   * @default - none
   */
  readonly secrets?: readonly SecretReference[];
  /**
   * Store External Secrets copies them from.
   * @default - the Secrets Store CSI driver reads them with the service's own role; it does not run on Fargate
   */
  readonly secretStore?: SecretStoreReference;
  /**
   * Services it calls.
   * @default - none
   */
  readonly calls?: readonly ServiceCall[];
  /**
   * Networks it reaches beside HTTPS, such as the subnets of a database.
   * @default - none
   */
  readonly networks?: readonly NetworkAccess[];
}

/** A service that another one calls. */
export interface ServiceCall {
  /** Its name. */
  readonly service: string;
  /**
   * Its namespace.
   * @default - the caller's
   */
  readonly namespace?: string;
  /**
   * Port its containers listen on, which is not that of its Service.
   * @default 8080
   */
  readonly port?: number;
}

/** A range of addresses on one TCP port. */
export interface NetworkAccess {
  /** Range, such as `10.0.32.0/20`. */
  readonly cidr: string;
  /** TCP port. */
  readonly port: number;
}
