import { aliasClaim, DEPLOYMENT, type HeldReservation } from '@vmrkit/core';
import type { FakeMailboxWorld } from '../mailbox/fakes/fake-mailbox-world.ts';
import { RIG_MAILBOX, RIG_TENANT, type SchedulingRig } from './scheduling-rig.ts';

/** See {@link ledger}. */
export interface Ledger {
  readonly answers: readonly object[];
  /** Messages that got more than one answer. */
  readonly answeredTwice: readonly string[];
  readonly meetings: readonly object[];
  readonly rewrites: number;
  readonly parked: number;
}

/** What can be seen from outside of all that was done, without what is drawn at random. */
export async function ledger(rig: SchedulingRig, world: FakeMailboxWorld): Promise<Ledger> {
  const answers = world.allAnswers();
  const twice = answers.filter(({ messageId }) => world.answersTo(messageId).length > 1);
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
    answeredTwice: twice.map(({ messageId }) => messageId),
    meetings: meetings
      .map(({ status, conference, abandoned, outbox }) => ({
        status,
        name: conference?.name ?? null,
        subject: conference?.subject ?? null,
        abandoned: abandoned.length,
        waiting: outbox.filter(({ state }) => state.kind === 'pending' || state.kind === 'sending').length,
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    rewrites: world.rewrites().length,
    parked: parked.items.length,
  };
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
