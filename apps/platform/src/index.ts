export * from './platform-app';
