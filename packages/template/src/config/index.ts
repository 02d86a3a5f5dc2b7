export * from './build-commands';
export * from './kubernetes-calendar';
export * from './platform-config';
export * from './platform-declaration';
export * from './platform-file';
export { ARM_INSTANCE, DEFAULT_NAMESPACE } from './platform-rules';
export * from './problem';
export * from './tasks';
