export * from './config/platform-declaration';
export * from './microservice';
export * from './platform';
