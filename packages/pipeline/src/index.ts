export * from './delivery-pipeline';
export * from './environment-delivery';
export * from './registry';
