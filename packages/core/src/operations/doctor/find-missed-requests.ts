import { type MeetingIdentity, type MeetingKey, meetingKey } from '../../identity/meeting-key.ts';
import type { DeletionFilter, EquipmentMailbox } from '../../mailbox/equipment-mailbox.ts';
import type { ItemRef } from '../../mailbox/meeting-message.ts';
import { DAY_MS, type Instant, MINUTE_MS, shift } from '../../time/instant.ts';
import { type DoctorFinding, problem, sound, untold } from './examination.ts';
import type { ExaminedMailbox } from './examine-mailbox.ts';

/** How far ahead the calendar is looked at. */
const AHEAD_MS = 14 * DAY_MS;
/** A request that is younger may be on its way to the worker. */
const SETTLED_MS = 10 * MINUTE_MS;
/** Batches of accepted meetings that are looked through: a busy calendar has thousands. */
const MOST_BATCHES = 3;
/** Messages of the inbox that are read at most, and of one call. */
const MOST_READ = 500;
const READ_SIZE = 100;

/**
 * Requests that the mail system entered into the calendar and that nobody read in the inbox: a rule, or another client of
 * the mailbox, has moved them to another folder. Told by coming entries that wait for an answer, of whose meetings the
 * store knows nothing, and whose requests do not lie in the inbox: what strangers sent stays there without an answer.
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
  if (waiting.size > 0 && !(await removePresent(waiting, { mailbox, integrationId, before: now, signal }))) {
    return untold(`More than ${MOST_READ} messages lie in the inbox: the requests may be among them.`);
  }
  return waiting.size > 0
    ? problem(
        `Of ${entries.length} entries in its calendar, ${waiting.size} wait for an answer, and their requests are not in the inbox.`,
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

/** What lies in the inbox was not moved away, whatever became of it. False: there is too much of it to know. */
async function removePresent(
  waiting: Set<MeetingKey>,
  options: {
    readonly mailbox: EquipmentMailbox;
    readonly integrationId: string;
    readonly before: Instant;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { mailbox, integrationId, before, signal } = options;
  const refs: ItemRef[] = [];
  // Looked over as for a deletion of which nothing is to be deleted: what came already stays told.
  const keepAll: DeletionFilter = async (items) => {
    refs.push(...items.map(({ ref }) => ref));
    return items.map(() => false);
  };
  for await (const _ of mailbox.deleteInbox(before, keepAll, { signal })) {
    if (refs.length > MOST_READ) return false;
  }
  if (refs.length > MOST_READ) return false;
  for (let at = 0; at < refs.length && waiting.size > 0; at += READ_SIZE) {
    const results = await mailbox.read(refs.slice(at, at + READ_SIZE), { signal });
    const messages = results.flatMap((each) => (each.kind === 'message' ? [each.message] : []));
    const requests = messages.filter((message) => message.kind === 'request');
    for (const key of keysOf(requests, integrationId)) waiting.delete(key);
  }
  return true;
}
