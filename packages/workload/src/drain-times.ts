/**
 * How a pod leaves without losing a request, in seconds. The load balancer stops sending and lets requests end
 * (`deregistration`) while the pod still serves (`preStop` outlasts it); what then remains of `grace` is the
 * service's own to close what is open.
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html
 */
export const DRAIN_TIMES = { deregistration: 15, preStop: 20, grace: 50 } as const;
