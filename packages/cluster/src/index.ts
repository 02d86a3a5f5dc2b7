export * from './checks';
export { accessMap, type AccessGrant, type AccessSubjects } from './access-map';
export { Cluster, type ClusterProps } from './cluster';
export { type ClusterNetwork } from './cluster-network';
export { DELIVERY_GROUP, deliveryRbac, namespaceRbac, type DeliveryScope, type NamespaceLimitNames } from './delivery-rbac';
export { EnvironmentStack } from './environment-stack';
export { ExistingNetwork } from './existing-network';
export { guardLifecycle, type LifecycleQuestion } from './lifecycle-guard';
export { Network, type NetworkProps } from './network';
