import { MicroserviceProps } from './microservice';
import { ServiceSize } from './service-size';

/** What every workload says of itself, as `renderService` gives it. */
export type WorkloadProps = Pick<MicroserviceProps, 'service' | 'platform' | 'environment' | 'namespace' | 'image' | 'compute' | 'env' | 'access'> & {
  /**
   * How large its pods are.
   * @default - as `ServiceSize` has it
   */
  readonly size?: Pick<ServiceSize, 'cpu' | 'memory'>;
};
