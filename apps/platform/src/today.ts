/**
 * Today, ISO date. `PLINTH_TODAY` takes its place, to see what another day would say.
 * @param env environment variables
 */
export function today(env: NodeJS.ProcessEnv): string {
  const { PLINTH_TODAY: day = new Date().toISOString().slice(0, 10) } = env;
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))) return day;
  throw new Error(`PLINTH_TODAY is not a date, got "${day}"; write it like '2026-11-23', or unset it`);
}
