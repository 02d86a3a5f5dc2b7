import { Exposure, Platform, Profile, Purchase, SourceProvider } from '@plinth/template';

const platform = new Platform({
  name: 'plinth',
  kubernetes: '1.36',
  capacity: { autoMode: {}, nodeGroups: [{ name: 'spot', purchase: Purchase.SPOT }], fargate: [{ name: 'jobs', namespaces: ['jobs'] }] },
  source: { provider: SourceProvider.CODECOMMIT, branch: 'main' },
  environments: [
    { name: 'staging', profile: Profile.TINY, domain: 'staging.example.com' },
    { name: 'prod', profile: Profile.PRODUCTION, domain: 'example.com', approval: true },
  ],
});

platform.addMicroservice({ name: 'sample-service', port: 8080, exposure: Exposure.PUBLIC, slo: { availability: 99.9, latencyMs: 300 } });

platform.synth();
