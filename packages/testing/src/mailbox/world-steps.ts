import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  type Interval,
  type ItemRef,
  instant,
  type MailboxMessage,
  type MeetingCancellation,
  type MeetingRequest,
  type Participant,
  type Reply,
  shift,
} from '@vmrkit/core';
import type { MailboxWorld, MailboxWorldFactory, WorldInvitation } from './mailbox-world.ts';

/** An organizer inside the organisation. */
export const alice: Participant = { name: 'Alice Müller', email: 'alice@corp.example' };
/** An attendee inside the organisation, whose calendar holds a copy of each meeting where the mail system keeps such. */
export const bob: Participant = { name: 'Bob', email: 'bob@corp.example' };
/** An organizer outside of it. */
export const mallory: Participant = { name: 'Mallory', email: 'mallory@outside.example' };

/** Where mail is told by a sync alone, that comes every 30 s. */
export const FOLLOW_PATIENCE_MS = 45_000;

/** Runs `act` in a fresh world and closes it whatever happens. */
export async function inWorld(
  create: MailboxWorldFactory,
  act: (world: MailboxWorld) => Promise<void>,
): Promise<void> {
  const world = await create();
  try {
    await act(world);
  } finally {
    await world.close();
  }
}

/** Full hour that lies `hours` ahead in the world. */
function hoursAhead(world: MailboxWorld, hours: number): Instant {
  return instant((Math.floor(world.now() / HOUR_MS) + 1 + hours) * HOUR_MS);
}

/** An invitation of one hour, `hours` ahead. */
export function invitation(
  world: MailboxWorld,
  hours: number,
  more: Partial<WorldInvitation> = {},
): WorldInvitation {
  const start = hoursAhead(world, hours);
  return {
    organizer: alice,
    subject: 'Planning',
    html: '<p>Join us</p>',
    start,
    end: shift(start, HOUR_MS),
    ...more,
  };
}

/** Follows the inbox from `cursor` until `enough` says so; resolves to what came and the last cursor. */
export async function follow(
  world: MailboxWorld,
  cursor: string | null,
  enough: (refs: readonly ItemRef[]) => boolean,
): Promise<{
  readonly refs: readonly ItemRef[];
  readonly cursor: string | null;
  readonly replayed: boolean;
}> {
  const stop = new AbortController();
  const refs: ItemRef[] = [];
  let last = cursor;
  let replayed = false;
  const following = (async () => {
    for await (const batch of world.mailbox.changes(cursor, { signal: stop.signal })) {
      refs.push(...batch.refs);
      last = batch.cursor;
      replayed ||= batch.replayed;
      if (enough(refs)) break;
    }
  })();
  try {
    await inTime(following, world.patienceMs ?? FOLLOW_PATIENCE_MS);
  } finally {
    stop.abort();
  }
  return { refs, cursor: last, replayed };
}

/** Waits for at least `count` messages in the inbox until all can be read; gives them in order of arrival. */
export async function arrived(world: MailboxWorld, count: number): Promise<readonly MailboxMessage[]> {
  const { refs } = await follow(world, null, (seen) => distinct(seen).length >= count);
  const messages = await eventually(world, async () => {
    const results = await world.mailbox.read(distinct(refs));
    if (results.some(({ kind }) => kind === 'unreadable')) return null;
    return results.flatMap((result) => (result.kind === 'message' ? [result.message] : []));
  });
  return messages.toSorted((a, b) => a.receivedAt - b.receivedAt);
}

/** Waits for `count` messages; the newest request among them. */
export async function newestRequest(world: MailboxWorld, count: number): Promise<MeetingRequest> {
  const found = (await arrived(world, count)).findLast((message) => message.kind === 'request');
  if (found?.kind !== 'request') throw new Error('No request arrived.');
  return found;
}

/** Waits for `count` messages; the newest cancellation among them. */
export async function newestCancellation(world: MailboxWorld, count: number): Promise<MeetingCancellation> {
  const found = (await arrived(world, count)).findLast((message) => message.kind === 'cancellation');
  if (found?.kind !== 'cancellation') throw new Error('No cancellation arrived.');
  return found;
}

/** An answer to a request. */
export function replyTo(
  request: MeetingRequest,
  verdict: 'accept' | 'decline',
  html = '<p>Ready</p>',
): Reply {
  return {
    id: `reply-${request.ref.id.slice(-8)}`,
    ref: request.ref,
    messageId: request.messageId,
    identity: request.identity,
    instance: request.instance,
    receivedAt: request.receivedAt,
    earlierAnswerAt: null,
    verdict,
    html,
  };
}

/** Tries `probe` until it gives something, for at most ten seconds unless the world says otherwise. */
export async function eventually<T>(
  { patienceMs = 10_000 }: MailboxWorld,
  probe: () => Promise<T | null>,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > end) throw notInTime(patienceMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Lets so much time pass in the world. */
export async function pass(world: MailboxWorld, milliseconds: number): Promise<void> {
  if (world.pass) await world.pass(milliseconds);
  else await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What `work` gives; rejects when that takes longer. */
export async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notInTime(patienceMs)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notInTime(patienceMs: number): Error {
  return new Error(`Did not happen within ${patienceMs} ms.`);
}

/** References without repetitions, in order. */
export function distinct(refs: readonly ItemRef[]): readonly ItemRef[] {
  return [...new Map(refs.map((ref) => [ref.id, ref])).values()];
}

/** An accepted series whose first instance was moved behind its regular end: where to, and when it would have ended. */
export async function movedBehindEnd(
  world: MailboxWorld,
): Promise<{ readonly time: Interval; readonly regularEnd: Instant }> {
  const entered = invitation(world, 2, { repeat: { everyDays: 1, count: 2 } });
  const meeting = await world.invite(entered);
  const request = await eventually(world, () => newestRequest(world, 1));
  await world.mailbox.respond([replyTo(request, 'accept')]);
  const first = entered.start;
  const time = { start: shift(first, 6 * DAY_MS), end: shift(entered.end, 6 * DAY_MS) };
  await world.update(meeting, { time }, first);
  const update = await eventually(world, async () => {
    const newest = await newestRequest(world, 1);
    return newest.instance === first ? newest : null;
  });
  await world.mailbox.respond([replyTo(update, 'accept')]);
  await eventually(world, async () => ((await world.answers(meeting)).length === 2 ? true : null));
  return { time, regularEnd: shift(entered.end, DAY_MS) };
}
