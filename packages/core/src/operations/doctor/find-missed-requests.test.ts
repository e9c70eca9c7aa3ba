import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { openStore } from '../../collections/store.ts';
import { meetingKey } from '../../identity/meeting-key.ts';
import type { CalendarOccurrence } from '../../mailbox/equipment-mailbox.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../../time/instant.ts';
import { findMissedRequests } from './find-missed-requests.ts';

const TENANT = 'default';
const INTEGRATION = '11111111-1111-4111-8111-111111111111';
const clock = new FakeClock();
const start = shift(clock.now(), HOUR_MS);
const identity = { globalObjectId: null, uid: 'moved-away' };
const other = { globalObjectId: null, uid: 'other' };

const entry: CalendarOccurrence = {
  identity,
  start,
  end: shift(start, HOUR_MS),
  originalStart: null,
  cancelled: false,
  sequence: 0,
  stamp: shift(clock.now(), -HOUR_MS),
};

interface Setting {
  readonly entry?: Partial<CalendarOccurrence>;
  readonly worked?: boolean;
  readonly parked?: boolean;
  readonly known?: boolean;
  readonly accepted?: boolean;
  /** Requests that lie in the inbox. */
  readonly inbox?: readonly (typeof identity)[];
}

async function find({ worked = true, parked = false, known = false, accepted = false, ...more }: Setting) {
  const { inbox = [] } = more;
  const store = openStore(createWeakMemoryDatabase());
  const { mailboxes, parked: parkedMessages } = store;
  const lease = { owner: worked ? 'manager' : null, fence: 1, beat: 1 };
  const record = { tenantId: TENANT, integrationId: INTEGRATION, email: 'vmr@example.com', lease };
  const value = { ...record, cursor: 'c', followedTo: null };
  await mailboxes.commit(TENANT, [{ op: 'insert', id: 'm', value }]);
  if (parked) {
    const times = { parkedAt: clock.now(), retryAt: clock.now() };
    const message = { mailboxId: 'm', ref: { id: 'r' }, correlationId: 'c', reason: 'x', attempts: 1 };
    const waiting = { ...message, oldUntil: null, ...times };
    await parkedMessages.commit(TENANT, [{ op: 'insert', id: 'm/r', value: waiting }]);
  }
  const key = meetingKey(INTEGRATION, identity);
  const found = await findMissedRequests(
    {
      calendarView: async () => [{ ...entry, ...more.entry }],
      acceptedMeetings: async function* () {
        yield accepted ? [{ identity }] : [];
      },
      deleteInbox: async function* (
        _: number,
        filter: (items: readonly object[]) => Promise<readonly boolean[]>,
      ) {
        const deletes = await filter(inbox.map((_, id) => ({ ref: { id: String(id) } })));
        if (deletes.includes(true)) throw new Error('Nothing is to be deleted.');
        yield {};
      },
      read: async (refs: readonly { readonly id: string }[]) =>
        refs.map(({ id }) => ({
          kind: 'message',
          message: { kind: 'request', identity: inbox[Number(id)] },
        })),
    } as never,
    {
      at: {
        integration: { tenantId: TENANT, integrationId: INTEGRATION },
        id: 'm',
        clock,
        store: {
          mailboxes,
          parked: parkedMessages,
          meetings: {
            load: async (_: string, keys: string[]) =>
              keys.map((each) => (known && each === key ? {} : null)),
          },
        },
      } as never,
      signal: new AbortController().signal,
    },
  );
  return found.kind;
}

it.each<[string, Setting, string]>([
  ['waits and was never read', {}, 'problem'],
  ['is known to the store', { known: true }, 'ok'],
  ['was accepted by another program', { accepted: true }, 'ok'],
  ['lies unanswered in the inbox, as what a stranger sent', { inbox: [other, identity] }, 'ok'],
  ['is missing among what lies in the inbox', { inbox: [other] }, 'problem'],
  ['may be among very many', { inbox: Array(501).fill(other) }, 'unknown'],
  ['is cancelled', { entry: { cancelled: true } }, 'ok'],
  ['came a minute ago', { entry: { stamp: shift(clock.now(), -MINUTE_MS) } }, 'ok'],
  ['does not say when it came', { entry: { stamp: null } }, 'ok'],
  ['has no identity', { entry: { identity: { globalObjectId: null, uid: null } } }, 'ok'],
  ['may be parked', { parked: true }, 'unknown'],
  ['nobody could have read', { worked: false }, 'unknown'],
])('an entry that %s', async (_, setting, kind) => {
  expect(await find(setting)).toBe(kind);
});
