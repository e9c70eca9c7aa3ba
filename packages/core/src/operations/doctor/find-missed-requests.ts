import { type MeetingIdentity, type MeetingKey, meetingKey } from '../../identity/meeting-key.ts';
import type { EquipmentMailbox } from '../../mailbox/equipment-mailbox.ts';
import { DAY_MS, type Instant, MINUTE_MS, shift } from '../../time/instant.ts';
import { type DoctorFinding, problem, sound, untold } from './examination.ts';
import type { ExaminedMailbox } from './examine-mailbox.ts';

/** How far ahead the calendar is looked at. */
const AHEAD_MS = 14 * DAY_MS;
/** A request that is younger may be on its way to the worker. */
const SETTLED_MS = 10 * MINUTE_MS;
/** Batches of accepted meetings that are looked through: a busy calendar has thousands. */
const MOST_BATCHES = 3;

/**
 * Requests that the mail system entered into the calendar and that nobody read in the inbox: a rule, or another client of
 * the mailbox, has moved them to another folder. Told by coming entries that wait for an answer, and of whose meetings the
 * store knows nothing.
 */
export async function findMissedRequests(
  mailbox: EquipmentMailbox,
  { at, signal }: { readonly at: ExaminedMailbox; readonly signal: AbortSignal },
): Promise<DoctorFinding> {
  const { tenantId, integrationId } = at.integration;
  const [stored] = await at.store.mailboxes.load(tenantId, [at.id]);
  if (!stored?.value.lease.owner || stored.value.cursor === null) {
    return untold('No manager follows the mailbox, so nobody can have read its requests.');
  }
  const parked = await at.store.parked.find(tenantId, { index: 'retry', equals: [at.id], limit: 1 });
  if (parked.items.length > 0) return untold('Messages are parked: they may be the requests in question.');
  const now = at.clock.now();
  const entries = await mailbox.calendarView({ start: now, end: shift(now, AHEAD_MS) }, { signal });
  const settled = entries.filter(
    ({ cancelled, stamp }) => !cancelled && stamp !== null && stamp < now - SETTLED_MS,
  );
  const waiting = new Set(keysOf(settled, integrationId));
  for (const key of await knownOf([...waiting], at)) waiting.delete(key);
  if (waiting.size > 0) await removeAccepted(waiting, { mailbox, integrationId, after: now, signal });
  return waiting.size > 0
    ? problem(
        `Of ${entries.length} entries in its calendar, ${waiting.size} wait for an answer, and their requests never came into the inbox.`,
      )
    : sound('No coming meeting in its calendar waits for an answer that nobody was asked for.');
}

function keysOf(
  entries: readonly { readonly identity: MeetingIdentity }[],
  integrationId: string,
): readonly MeetingKey[] {
  return entries.flatMap(({ identity }) =>
    identity.globalObjectId === null && identity.uid === null ? [] : [meetingKey(integrationId, identity)],
  );
}

async function knownOf(
  keys: readonly MeetingKey[],
  { store, integration: { tenantId } }: ExaminedMailbox,
): Promise<readonly MeetingKey[]> {
  const found = await store.meetings.load(tenantId, keys);
  return keys.filter((_, place) => found[place] !== null);
}

/** What somebody accepted was read by somebody, be it by another program. */
async function removeAccepted(
  waiting: Set<MeetingKey>,
  options: {
    readonly mailbox: EquipmentMailbox;
    readonly integrationId: string;
    readonly after: Instant;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { mailbox, integrationId, after, signal } = options;
  let batches = 0;
  for await (const batch of mailbox.acceptedMeetings(after, { signal })) {
    for (const key of keysOf(batch, integrationId)) waiting.delete(key);
    batches += 1;
    if (waiting.size === 0 || batches === MOST_BATCHES) return;
  }
}
