import { DEPLOYMENT } from '@vmrkit/core';
import { aliasClaim, type HeldReservation, type Meeting } from '@vmrkit/core/composition';
import type { FakeMailboxWorld } from '@vmrkit/testing';
import { RIG_MAILBOX, RIG_TENANT, type SchedulingRig } from '../../scheduling/scheduling-rig.ts';

/** See {@link ledger}. */
export interface Ledger {
  /** The first answer to each message, in the order in which the messages came. */
  readonly answers: readonly object[];
  readonly meetings: readonly object[];
  readonly rewrites: number;
  readonly parked: number;
}

/** What can be seen from outside of all that was done, without what is drawn at random. */
export async function ledger(rig: SchedulingRig, world: FakeMailboxWorld): Promise<Ledger> {
  const messages = new Set(world.delivered().map(({ message }) => message.messageId));
  const answers = [...messages].flatMap((messageId) => world.answersTo(messageId)[0] ?? []);
  const meetings = await rig.meetings();
  const parked = await rig.store.parked.find(RIG_TENANT, {
    index: 'retry',
    equals: [RIG_MAILBOX],
    limit: 100,
  });
  return {
    answers: answers.map(({ verdict, text, meetingId, instance }) => ({
      verdict,
      text: withoutChance(text),
      meeting: meetingId === null ? null : 'known to the world',
      instance,
    })),
    meetings: meetings
      .map(({ status, conference, abandoned }) => ({
        status,
        name: conference?.name ?? null,
        subject: conference?.subject ?? null,
        abandoned: abandoned.length,
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    rewrites: world.rewrites().length,
    parked: parked.items.length,
  };
}

/** Answers beyond the first to their message. */
export function doubledAnswers(world: FakeMailboxWorld): number {
  return world.allAnswers().filter((answer) => world.answersTo(answer.messageId)[0] !== answer).length;
}

/** Effects that are still to be done. */
export function waitingEffects(meetings: readonly Meeting[]): number {
  return meetings
    .flatMap(({ outbox }) => outbox)
    .filter(({ state }) => state.kind === 'pending' || state.kind === 'sending').length;
}

/** A text that changes whenever the work on meetings gets on; looks at the calendar alone do not count. */
export function whatShows(meetings: readonly Meeting[], world: FakeMailboxWorld): string {
  const each = meetings.map(({ status, subject, conference, journal, outbox, abandoned, instances }) => [
    status,
    subject,
    conference?.name,
    journal.length,
    abandoned.length,
    instances.length,
    ...outbox.map(({ state }) => state.kind),
  ]);
  return JSON.stringify([each, world.allAnswers().length, world.rewrites().length]);
}

/** Whether a reservation and its aliases are still held, and by how many meetings. */
export async function holding(rig: SchedulingRig, { id, alias, numericAlias }: HeldReservation) {
  const [reservation] = await rig.store.reservations.load(RIG_TENANT, [id]);
  const claims = await rig.store.claims.load(DEPLOYMENT, [aliasClaim(alias), aliasClaim(numericAlias)]);
  return {
    state: reservation?.value.state.kind ?? null,
    aliases: claims.filter((claim) => claim !== null).length,
  };
}

/** Numbers and ids drawn at random become their kinds. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid')
    .replaceAll(/\b(meet\.)?\d{6}(@vmr\.example)?\b/g, 'alias');
}
