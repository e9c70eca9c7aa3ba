import { formatInstant, HOUR_MS, instant, SECOND_MS, shift } from '@vmrkit/core';
import {
  anyConference,
  type ConferenceScope,
  conferenceTimes,
  findConferences,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import type { Traffic } from '../operations-api/traffic.ts';
import { alarmWire } from '../views/alarm-view.ts';
import { mailboxesOf, maskedRecordOf } from '../views/integration-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, maySee } from './administrator.ts';
import { standingAlarms } from './alarms-routes.ts';
import { time } from './resource.ts';

const AHEAD_MS = 48 * HOUR_MS;
/** Most conferences that the next two days show. */
const MOST_NEXT = 100;
/** How long what stands ahead is believed: it is read from many documents. */
const KEPT_MS = 30 * SECOND_MS;

const count = z.strictObject({ at: time, count: z.int() });
const next = z.strictObject({
  conference_id: z.string(),
  name: z.string(),
  opens_at: time,
  starts_at: time,
  ends_at: time,
  closes_at: time,
});

const answer = z.strictObject({
  now: time,
  requests: z
    .array(count)
    .describe('Meeting requests that this process read, by five minutes; for operators.'),
  answers: z.array(count),
  queue: z.strictObject({ waiting: z.int(), oldest_seconds: z.number() }),
  queue_age: z.array(z.strictObject({ at: time, seconds: z.number().nullable() })),
  alarms: z.strictObject({ error: z.int(), warning: z.int() }),
  mailboxes: z.array(
    z.strictObject({
      integration_id: z.string(),
      name: z.string(),
      email: z.string(),
      state: z.enum(['active', 'draining', 'disabled']),
      in_trouble: z.boolean(),
      last_answer_at: time.nullable().describe('By this process.'),
    }),
  ),
  next: z.array(next).describe('What may be joined in the next two days, the first hundred.'),
});

type Next = z.output<typeof next>;

/** How things stand, at a glance. */
export const overviewRoutes: AdminRouteGroup = async ({ kit, metrics: { traffic } }) => {
  const kept = new Map<string, { readonly until: number; readonly items: Promise<Next[]> }>();
  const nextOf = (caller: Administrator, now: number) => {
    const key = JSON.stringify(caller.tenants);
    for (const [old, { until }] of kept) if (until <= now) kept.delete(old);
    const known = kept.get(key);
    if (known !== undefined) return known.items;
    const items = nextConferences(kit, caller.tenants);
    kept.set(key, { until: now + KEPT_MS, items });
    items.catch(() => kept.delete(key));
    return items;
  };
  return [
    adminRoute({
      method: 'get',
      path: `${ADMIN_PATH}/overview`,
      id: 'getOverview',
      permission: 'signed-in',
      audit: null,
      summary: 'How things stand: traffic, queue, alarms, mailboxes and the next two days.',
      answer,
      faults: [],
      async handle({ caller }) {
        const now = (await kit.get('clock')).now();
        const buckets = caller.tenants === 'all' ? traffic.series() : [];
        const at = (each: (typeof buckets)[number]) => formatInstant(instant(each.at));
        return {
          now: formatInstant(now),
          requests: buckets.map((each) => ({ at: at(each), count: each.requests })),
          answers: buckets.map((each) => ({ at: at(each), count: each.answers })),
          queue_age: buckets.map((each) => ({ at: at(each), seconds: each.queueSeconds })),
          ...(await queuesOf(kit, caller, traffic)),
          alarms: await alarmsOf(kit, caller),
          next: await nextOf(caller, now),
        };
      },
    }),
  ];
};

async function queuesOf(kit: VmrKit, caller: Administrator, traffic: Traffic) {
  const stored = (await (await kit.get('integrationRecords')).stored()).filter(({ value }) =>
    maySee(caller, value.tenantId),
  );
  const ids = new Set(stored.map(({ id }) => id));
  const queues = (await kit.get('manager'))
    .answerQueues()
    .filter(({ integrationId }) => ids.has(integrationId));
  const now = (await kit.get('clock')).now();
  const ages = queues.map(({ oldestAt }) =>
    oldestAt === null ? 0 : Math.max(0, now - oldestAt) / SECOND_MS,
  );
  const inTrouble = new Set(queues.filter((queue) => queue.inTrouble).map(({ mailboxId }) => mailboxId));
  return {
    queue: {
      waiting: queues.reduce((sum, { waiting }) => sum + waiting, 0),
      oldest_seconds: Math.max(0, ...ages),
    },
    mailboxes: stored.flatMap((each) => {
      const { enabled } = maskedRecordOf(each).general;
      return mailboxesOf(each).map(({ id, name, email, state }) => {
        const last = traffic.lastAnswerAt(email);
        return {
          integration_id: each.id,
          name,
          email,
          state: enabled ? state : ('disabled' as const),
          in_trouble: inTrouble.has(id),
          last_answer_at: last === null ? null : formatInstant(instant(last)),
        };
      });
    }),
  };
}

async function alarmsOf(kit: VmrKit, caller: Administrator) {
  const counts = { error: 0, warning: 0 };
  for (const alarm of await standingAlarms(kit, caller)) counts[alarmWire(alarm, (id) => id).severity] += 1;
  return counts;
}

async function nextConferences(kit: VmrKit, scope: ConferenceScope): Promise<Next[]> {
  const [registry, store] = [await kit.get('integrationRegistry'), await kit.get('store')];
  // A manager at work keeps it up to date.
  if (registry.all().length === 0) await registry.refresh();
  const now = (await kit.get('clock')).now();
  const to = shift(now, AHEAD_MS);
  const found: Next[] = [];
  for (let cursor: string | null = null; ; ) {
    const asked = { ...anyConference, from: now, to, limit: 200, cursor };
    const page: Awaited<ReturnType<typeof findConferences>> = await findConferences(scope, asked, store);
    for (const { value } of page.items) {
      const policy = registry.find(value.integrationId)?.scheduling ?? null;
      const window = policy && conferenceTimes(value, policy, now).window;
      if (policy === null || !window || window.end < now || window.start > to) continue;
      found.push({
        conference_id: value.conference.id,
        name: value.conference.name,
        opens_at: formatInstant(window.start),
        starts_at: formatInstant(shift(window.start, policy.joinBeforeMinutes * 60_000)),
        ends_at: formatInstant(shift(window.end, -policy.joinAfterMinutes * 60_000)),
        closes_at: formatInstant(window.end),
      });
    }
    if (page.next === null) break;
    cursor = page.next;
  }
  return found.sort((a, b) => (a.opens_at < b.opens_at ? -1 : 1)).slice(0, MOST_NEXT);
}
