import type { ChangeBatch } from '@vmrkit/core';
import type { StepHook } from './fake-mailbox-world.ts';
import type { MailSystem } from './mail-system.ts';

/** Follows the inbox of a fake mail system as `EquipmentMailbox.changes` asks; sleeps until there is mail. */
export async function* followInbox(
  system: MailSystem,
  cursor: string | null,
  { signal, step }: { readonly signal: AbortSignal; readonly step: StepHook },
): AsyncGenerator<ChangeBatch, void, undefined> {
  const { inbox, troubles, email } = system;
  let place = startAt(cursor, system);
  for (let first = true; !signal.aborted; ) {
    await step('before changes');
    troubles.check(email);
    if (place.generation !== system.cursorGeneration) place = fromBeginning(system, true);
    const { items, position } = inbox.after(place.position, system.traits.batchSize);
    if (position === place.position && !first) {
      await inbox.wait(signal);
      continue;
    }
    const replayed = place.position < place.replayedTo;
    await step('after changes');
    troubles.checkAnswer();
    first = false;
    place = { ...place, position };
    yield {
      refs: items.map(({ ref }) => ref),
      cursor: `${place.generation}.${position}`,
      replayed,
    };
  }
}

interface Place {
  readonly generation: number;
  /** How much of what was told lies behind. */
  readonly position: number;
  /** Up to there everything may have been told before. */
  readonly replayedTo: number;
}

function startAt(cursor: string | null, system: MailSystem): Place {
  if (cursor === null) return fromBeginning(system, false);
  const [generation, position] = cursor.split('.').map(Number);
  if (generation !== system.cursorGeneration || position === undefined) return fromBeginning(system, true);
  return { generation, position, replayedTo: 0 };
}

function fromBeginning({ cursorGeneration, inbox }: MailSystem, lost: boolean): Place {
  return { generation: cursorGeneration, position: 0, replayedTo: lost ? inbox.told : 0 };
}
