import { isCronSchedule } from '../src/cron-schedule';

describe('a schedule', () => {
  it.each(['* * * * *', '*/15 * * * *', '0 3 * * 1-5', '0 0 1,15 * *', '30 4-8/2 * * MON-FRI', '0 0 1 jan ?', '5/10 * * * *', '0  3 * * *', '@hourly', '@yearly'])('is %s, as Kubernetes reads it', (text) => {
    expect(isCronSchedule(text)).toBe(true);
  });

  it.each([
    '', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 13 *', '* * * * 7', '* * * * sunday', '*/0 * * * *', '5-1 * * * *', '1-2-3 * * * *', '-5 * * * *',
    '1, * * * *', '*/5/2 * * * *', 'a * * * *', '1.5 * * * *', '@reboot', '@every 1h', 'CRON_TZ=UTC 0 3 * * *',
  ])('fails when it is %p', (text) => {
    expect(isCronSchedule(text)).toBe(false);
  });
});
