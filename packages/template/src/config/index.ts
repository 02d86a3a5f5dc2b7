export * from './kubernetes-calendar';
export * from './platform-config';
export * from './platform-declaration';
export * from './platform-file';
export { DEFAULT_NAMESPACE } from './platform-rules';
export * from './problem';
