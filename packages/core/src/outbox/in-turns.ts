import { waitsUntil } from '../meetings/outbox-entry.ts';
import type { DueEffect } from './effect-state.ts';

/**
 * Due effects, given by meeting, in the order in which they are to be done: the urgent first, then each meeting one a
 * round, so that a series with hundreds of answers holds up no other meeting. Within a round the longest waiting goes
 * first; what a meeting has waited counts from its last answer on, so that its turn comes round also where the pace lets
 * one answer go at a time.
 */
export function inTurns<E extends DueEffect>(meetings: readonly (readonly E[])[]): readonly E[] {
  const turns = meetings.flatMap((due) => {
    const answeredAt = lastAnswerOf(due[0]);
    const inOrder = due.map((effect) => ({
      effect,
      urgency: effect.entry.urgency,
      since: waitsUntil(effect.entry.state) ?? 0,
    }));
    inOrder.sort((a, b) => a.urgency - b.urgency || a.since - b.since);
    return inOrder.map((each, round) => ({ ...each, round, since: Math.max(each.since, answeredAt) }));
  });
  turns.sort((a, b) => a.urgency - b.urgency || a.round - b.round || a.since - b.since);
  return turns.map(({ effect }) => effect);
}

/** When the last answer about this effect's meeting went out; 0: none did. */
function lastAnswerOf(effect: DueEffect | undefined): number {
  const ends = (effect?.stored.value.outbox ?? []).map(({ kind, state }) =>
    kind === 'reply' && state.kind === 'done' ? state.at : 0,
  );
  return Math.max(0, ...ends);
}
