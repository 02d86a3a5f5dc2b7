export { Cluster, type ClusterProps } from './cluster';
export { DELIVERY_GROUP, deliveryRbac, type DeliveryScope } from './delivery-rbac';
export { EnvironmentStack } from './environment-stack';
export { Network, type NetworkProps } from './network';
