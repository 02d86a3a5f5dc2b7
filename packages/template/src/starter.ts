import { Exposure, MicroserviceConfig, PlatformDeclaration, Profile, Purchase, SourceProvider } from './config';

/** What a new platform says, until its team says otherwise. This repository's own `.projenrc.ts` says the same. */
export function starterPlatform(name: string): PlatformDeclaration {
  return {
    name,
    kubernetes: '1.36',
    capacity: {
      autoMode: {},
      nodeGroups: [{ name: 'spot', purchase: Purchase.SPOT }],
      fargate: [{ name: 'jobs', namespaces: ['jobs'] }],
    },
    source: { provider: SourceProvider.CODECOMMIT, branch: 'main' },
    environments: [
      { name: 'staging', profile: Profile.TINY, domain: 'staging.example.com' },
      { name: 'prod', profile: Profile.PRODUCTION, domain: 'example.com', approval: true },
    ],
  };
}

/** The services of a new platform: one, to copy from. */
export const STARTER_SERVICES: readonly MicroserviceConfig[] = [
  { name: 'sample-service', port: 8080, exposure: Exposure.PUBLIC, slo: { availability: 99.9, latencyMs: 300 } },
];
