import { HOUR_MS, type Instant, MINUTE_MS, shift } from '@vmrkit/core';
import { aliasClaim, type MeetingKey, type Store } from '@vmrkit/core/composition';

/** A conference as the mail would have made it. */
export interface ConferenceOfTests {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly mailboxId: string;
  readonly subject: string;
  /** Part of its ids and aliases; the conference's id is `conference-<number>`. */
  readonly number: number;
  /** From the time given to its start; three hours if left out. */
  readonly startsInMinutes?: number;
  /** Address of its organizer. */
  readonly organizer?: string;
}

/** Puts conferences of one tenant into the store, with the claims that admission finds them by. */
export async function addConferences(
  conferences: readonly ConferenceOfTests[],
  { store, now }: { readonly store: Pick<Store, 'meetings' | 'claims'>; readonly now: Instant },
): Promise<void> {
  const [first] = conferences;
  if (first === undefined) return;
  const made = conferences.map((each) => ({ ...meetingOf(each, now), tenantId: each.tenantId }));
  await store.meetings.commit(
    first.tenantId,
    made.map(({ key, value }) => ({ op: 'insert', id: key, value: value as never })),
  );
  await store.claims.commit(
    '*',
    made.map(({ key, value, tenantId }) => {
      const owner = { kind: 'meeting', id: key } as const;
      const claim = { tenantId, owner, meetingKey: key, reviewAt: value.createdAt };
      return { op: 'insert', id: aliasClaim(value.conference.alias), value: claim };
    }),
  );
}

function meetingOf(
  {
    tenantId,
    integrationId,
    mailboxId,
    subject,
    number,
    startsInMinutes = 180,
    organizer = 'ada@corp.example',
  }: ConferenceOfTests,
  now: Instant,
) {
  const start = shift(now, startsInMinutes * MINUTE_MS);
  const version = {
    stamp: start,
    sequence: 0,
    cancels: false,
    received: start,
    messageId: `<${number}>`,
    mailboxId,
    articleNumber: null,
    arrival: 1,
  };
  const conference = {
    id: `conference-${number}`,
    reservationId: `r-${number}`,
    reservedBy: version,
    numericAlias: `55${number}`,
    alias: `55${number}@example.com`,
    tag: `PXPS:-${number}#`,
    pins: null,
    language: null,
    name: subject,
    templateName: subject,
    rename: null,
    description: '',
    subject,
    aliasDescription: '',
    origin: 'test',
    createdAt: start,
  };
  const entry = { number: 1, messageId: `<${number}>`, at: start, outcome: 'apply' };
  const value = {
    tenantId,
    integrationId,
    mailboxId,
    fence: 1,
    status: 'live',
    statusSince: start,
    createdAt: start,
    organizer: { name: 'Ada', email: organizer },
    subject,
    language: null,
    fromTrustedSender: true,
    version,
    instances: [],
    pendingCancellations: [],
    conference,
    schedule: {
      kind: 'single',
      first: { start, end: shift(start, HOUR_MS) },
      allDay: false,
      zone: { iana: 'UTC', windows: null, rules: null },
      series: null,
      window: null,
    },
    journal: [{ ...entry, correlationId: `trail-${number}` }],
    echoAwaited: false,
    outbox: [],
    abandoned: [],
    refreshAt: null,
    expiresAt: null,
  };
  return { key: `${integrationId}:${number}` as MeetingKey, value };
}
