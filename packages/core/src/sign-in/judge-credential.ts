import { DAY_MS, type Instant } from '../time/instant.ts';

/** Days before the end of a client's secret or certificate at which an operator is told, the first first. */
export const CREDENTIAL_DAYS = [30, 7] as const;

/** Which of these alarms stand for a credential that ends then; one that has ended keeps all. Pure. */
export function judgeCredential(endsAt: Instant | null, now: Instant): readonly number[] {
  return endsAt === null ? [] : CREDENTIAL_DAYS.filter((days) => endsAt - now <= days * DAY_MS);
}
