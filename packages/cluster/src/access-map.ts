import { ConfigError, Problem } from '@plinth/template/config';
import { checkNamespaces, DELIVERY_GROUP } from './delivery-rbac';

/** Who is to have access to a cluster. */
export interface AccessSubjects {
  /**
   * Roles that may do everything, as ARNs.
   * @default - none
   */
  readonly administrators?: readonly string[];
  /**
   * Roles that may look at workloads, as ARNs.
   * @default - none
   */
  readonly viewers?: readonly string[];
  /**
   * The deploy step's role, and the namespaces it deploys to.
   * @default - none
   */
  readonly delivery?: { readonly principal: string; readonly namespaces: readonly string[] };
}

/** One access entry of a cluster: who may do what, and where. */
export interface AccessGrant {
  /** IAM role: its ARN, or `role/<name>` for a role whose account is wherever the environment is. */
  readonly principal: string;
  /** What it is here for. */
  readonly duty: 'administrator' | 'viewer' | 'delivery';
  /** EKS access policy of its entry. */
  readonly policy: string;
  /** Kubernetes groups of its entry, whose rights are RBAC objects. */
  readonly groups: readonly string[];
  /** Where the policy holds. */
  readonly scope: 'cluster' | 'namespaces';
  /** Namespaces of that scope; empty for the whole cluster. */
  readonly namespaces: readonly string[];
  /** What it may do there, in words. */
  readonly may: string;
}

/**
 * What each duty is given. `AmazonEKSAdminViewPolicy` would be the wider way to look: it reads secrets.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const DUTIES: Readonly<Record<AccessGrant['duty'], Pick<AccessGrant, 'policy' | 'groups' | 'scope' | 'may'>>> = {
  administrator: {
    policy: 'AmazonEKSClusterAdminPolicy', groups: [], scope: 'cluster',
    may: 'do everything, secrets and access rights included',
  },
  viewer: {
    policy: 'AmazonEKSViewPolicy', groups: [], scope: 'cluster',
    may: 'get, list and watch workloads, services, config maps, events and logs; no secrets, no shell, no access rights, no nodes',
  },
  delivery: {
    policy: 'AmazonEKSEditPolicy', groups: [DELIVERY_GROUP], scope: 'namespaces',
    may: 'get, list, watch, create, update, patch and delete workloads, services, config maps and secrets, and open shells; by its group, get, create and patch its namespaces, their quotas and limits, and the ingress classes, storage classes and node pools that are the platform\'s',
  },
};

/** Every access entry of a cluster, administrators first. The one place that says what a duty is given. */
export function accessMap({ administrators = [], viewers = [], delivery }: AccessSubjects): AccessGrant[] {
  checkDistinct(administrators, viewers);
  if (delivery) checkNamespaces(delivery.namespaces);
  const grant = (duty: AccessGrant['duty'], principal: string, namespaces: readonly string[] = []) => ({ principal, duty, ...DUTIES[duty], namespaces });
  return [
    ...administrators.map((principal) => grant('administrator', principal)),
    ...viewers.map((principal) => grant('viewer', principal)),
    ...(delivery ? [grant('delivery', delivery.principal, delivery.namespaces)] : []),
  ];
}

/** EKS has one entry for a role. */
function checkDistinct(administrators: readonly string[], viewers: readonly string[]): void {
  const said = [...administrators.map((arn, i) => ({ arn, path: `administrators[${i}]` })), ...viewers.map((arn, i) => ({ arn, path: `viewers[${i}]` }))];
  const problems = said.flatMap(({ arn, path }, i): Problem[] => {
    const first = said.findIndex((other) => other.arn === arn);
    return first === i ? [] : [{ path, kind: 'duplicate', got: arn, detail: { first: said[first].path } }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
