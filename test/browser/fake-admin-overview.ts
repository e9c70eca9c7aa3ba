import { type AdminData, HOUR, isoOf, MINUTE, random } from './fake-admin-data.ts';

/** What the overview tells: a day of five minutes each, busy when people work. */
export function makeOverview(now: number, { conferences, alarms, outbox, integrations }: AdminData) {
  const series = Array.from({ length: 288 }, (_, at) => {
    const when = now - (287 - at) * 5 * MINUTE;
    const busy = Math.max(0, Math.sin(((at % 288) / 288) * Math.PI * 2 - 1));
    return {
      at: isoOf(when),
      requests: Math.round(busy * 14 * (0.7 + random() * 0.6)),
      late: Math.round(busy * 8 * random()),
    };
  });
  const next = conferences
    .filter(({ start }) => Date.parse(start) > now - HOUR && Date.parse(start) < now + 48 * HOUR)
    .sort((one, other) => (one.start < other.start ? -1 : 1))
    .slice(0, 12);
  return {
    now: isoOf(now),
    requests: series.map(({ at, requests }) => ({ at, count: requests })),
    answers: series.map(({ at, requests }) => ({
      at,
      count: Math.max(0, requests - (requests % 3 === 0 ? 1 : 0)),
    })),
    queue: { waiting: outbox.length, oldest_seconds: 74 },
    queue_age: series.map(({ at, late }) => ({ at, seconds: late })),
    alarms: {
      error: alarms.filter(({ severity }) => severity === 'error').length,
      warning: alarms.filter(({ severity }) => severity === 'warning').length,
    },
    mailboxes: integrations.slice(0, 5).map(({ record }, at) => ({
      integration_id: record.id,
      name: 'VMR booking',
      email: record.mailbox.mailboxes[0]?.email ?? '',
      state: 'active',
      in_trouble: at === 1,
      last_answer_at: isoOf(now - (at === 1 ? 42 : at + 1) * MINUTE),
    })),
    next: next.map(({ id, name, start, end }) => ({
      conference_id: id,
      name,
      opens_at: isoOf(Date.parse(start) - 30 * MINUTE),
      starts_at: start,
      ends_at: end,
      closes_at: isoOf(Date.parse(end) + HOUR),
    })),
  };
}
