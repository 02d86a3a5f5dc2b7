export * from './config/gates-declaration';
export * from './config/platform-declaration';
export * from './microservice';
export * from './platform';
