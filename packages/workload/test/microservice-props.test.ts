import { Exposure } from '@plinth/template/config';
import { isPlaceholder, microserviceProps, serviceNamespaces } from '../src';
import { aPlatform, anEnvironment, aService, IMAGE } from './world';

describe('a service in an environment', () => {
  it('is internal, on nodes, in the namespace for services unless said otherwise', () => {
    const props = microserviceProps(aPlatform(), anEnvironment(), aService(), IMAGE);
    expect(props).toEqual({ service: 'orders', platform: 'acme', environment: 'staging', namespace: 'services', image: IMAGE, compute: 'nodes' });
  });

  it("is served at its name under the environment's domain when it is public", () => {
    const environment = anEnvironment({ certificateArn: 'arn:aws:acm:x' });
    const props = microserviceProps(aPlatform(), environment, aService({ exposure: Exposure.PUBLIC }), IMAGE);
    expect(props.hosts).toEqual({ public: 'orders.staging.example.com', certificateArn: 'arn:aws:acm:x' });
  });

  it('has the same name inside the VPC when it is private', () => {
    const environment = anEnvironment({ certificateArn: 'arn:aws:acm:x' });
    const props = microserviceProps(aPlatform(), environment, aService({ exposure: Exposure.PRIVATE }), IMAGE);
    expect(props.hosts).toEqual({ private: 'orders.staging.example.com', certificateArn: 'arn:aws:acm:x' });
  });

  it('runs on Fargate when a profile has its namespace', () => {
    const platform = aPlatform({ capacity: { autoMode: {}, fargate: [{ name: 'jobs', namespaces: ['jobs'] }] } });
    expect(microserviceProps(platform, anEnvironment(), aService({ namespace: 'jobs' }), IMAGE).compute).toBe('fargate');
  });

  it('has an image no cluster can start until one is built', () => {
    const { image } = microserviceProps(aPlatform(), anEnvironment(), aService());
    expect(image).toBe(`placeholder.invalid/acme/orders@sha256:${'0'.repeat(64)}`);
    expect(isPlaceholder(image)).toBe(true);
    expect(isPlaceholder(IMAGE)).toBe(false);
  });
});

describe("the platform's namespaces", () => {
  it('are those of its services, once each and sorted, with what they run on and how many live there', () => {
    const platform = aPlatform({
      capacity: { autoMode: {}, fargate: [{ name: 'jobs', namespaces: ['jobs', 'unused'] }] },
      services: [aService(), aService({ name: 'nightly', namespace: 'jobs' }), aService({ name: 'carts' })],
    });
    expect(serviceNamespaces(platform)).toEqual([
      { name: 'jobs', platform: 'acme', compute: 'fargate', services: 1 },
      { name: 'services', platform: 'acme', compute: 'nodes', services: 2 },
    ]);
  });
});
