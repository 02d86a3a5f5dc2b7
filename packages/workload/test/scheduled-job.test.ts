import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { checkManifestFiles, checkManifests, Microservice, ScheduledJob, ScheduledJobProps } from '../src';
import { renderServiceFrom } from '../src/render-service';
import { aPlatform, aRepository, check, manifests, objectsOf, serviceProps, Tree } from './world';

function aScheduledJob(said: Partial<ScheduledJobProps> = {}): Record<string, Tree> {
  const objects = objectsOf((chart) => new ScheduledJob(chart, 'Report', { ...serviceProps(), name: 'report', schedule: '0 3 * * *', ...said }));
  return Object.fromEntries(objects.map((object) => [object.kind, object]));
}

describe('a scheduled job', () => {
  it.each([['nodes', {}], ['Fargate', { compute: 'fargate' as const }]])('passes every check on %s', (_, said) => {
    expect(check(...Object.values(aScheduledJob(said)))).toEqual([]);
  });

  it('passes every check of Fargate where its namespace is there', () => {
    const objects = Object.values(aScheduledJob({ compute: 'fargate' }));
    expect(checkManifests(manifests(objects), { fargateNamespaces: ['services'] })).toEqual([]);
  });

  it('runs by the clock of UTC, never twice at once, and not at all when it is late', () => {
    expect(aScheduledJob().CronJob.spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 300 });
    const said = { schedule: '@daily', timeZone: 'Asia/Seoul', startingDeadline: Duration.hours(1) };
    expect(aScheduledJob(said).CronJob.spec).toMatchObject({ schedule: '@daily', timeZone: 'Asia/Seoul', startingDeadlineSeconds: 3600 });
  });

  it('leaves its last success, its last failures, and none of them for ever', () => {
    const { spec } = aScheduledJob().CronJob;
    expect(spec).toMatchObject({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 3 });
    expect(spec.jobTemplate.spec).toMatchObject({ ttlSecondsAfterFinished: 86_400, activeDeadlineSeconds: 600, backoffLimit: 2 });
  });

  it('keeps its name when its pod changes, and what it then starts is the new pod', () => {
    const [before, after] = [{}, { env: { BATCH: '10' } }].map((said) => aScheduledJob(said).CronJob);
    expect([before.metadata.name, after.metadata.name]).toEqual(['orders-report', 'orders-report']);
    expect(after.spec.jobTemplate.spec.template.metadata.annotations).not.toEqual(before.spec.jobTemplate.spec.template.metadata.annotations);
  });

  it('stands beside its service in one chart, with the same props', () => {
    const folder = aRepository(aPlatform());
    const [file] = renderServiceFrom({ folder }, 'orders', (chart, props) => {
      new Microservice(chart, 'Default', props);
      new ScheduledJob(chart, 'Report', { ...props, name: 'report', schedule: '0 3 * * *' });
    });
    expect(file).toBe(join(folder, 'out/manifests/staging/orders.yaml'));
    expect(checkManifestFiles(join(folder, 'out/manifests'))).toMatchObject({ files: 1, objects: 11, findings: [] });
  });

  it.each([
    ['its schedule has seconds', { schedule: '0 0 3 * * *' }, 'orders-report.schedule is not a schedule Kubernetes reads, got "0 0 3 * * *"; write minute 0-59, hour 0-23'],
    ['its schedule names the zone', { schedule: 'TZ=Asia/Seoul 0 3 * * *' }, 'is not a schedule Kubernetes reads, got "TZ=Asia/Seoul 0 3 * * *"'],
    ['its time zone is an offset', { timeZone: '+09:00' }, 'orders-report.timeZone is not the IANA name of a time zone, got "+09:00"; write it like Asia/Seoul'],
    ['its time zone is nowhere', { timeZone: 'Asia/Atlantis' }, 'orders-report.timeZone is not the IANA name of a time zone, got "Asia/Atlantis"'],
    ['its time zone is of whichever machine', { timeZone: 'Local' }, 'orders-report.timeZone is not the IANA name of a time zone, got "Local"'],
    ['it would never be in time', { startingDeadline: Duration.seconds(5) }, 'orders-report.startingDeadline is shorter than Kubernetes takes to look, got "5 seconds"; use 10 seconds'],
    ['its image has only a tag', { image: 'acme/orders:1.0' }, 'orders-report.image is not pinned by digest'],
  ])('fails when %s', (_, said, sentence) => {
    expect(() => aScheduledJob(said)).toThrow(sentence);
  });
});
