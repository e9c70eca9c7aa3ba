import type { JournalEntry, Meeting } from '../../meetings/meeting.ts';

/** Begins the journal's entries of recovery. */
const RENEWED = 'recovery/renewed/';
const RESTORED = 'recovery/restored/';
const TOLD = 'recovery/told/';

/** The journal's name for a conference that recovery made: with new aliases or with those that it had. */
export function recoveredMark(renewed: boolean, correlationId: string): string {
  return (renewed ? RENEWED : RESTORED) + correlationId;
}

/** The journal's entry that the organizer's meeting holds the new instructions. */
export function toldEntry(entry: Pick<JournalEntry, 'at' | 'correlationId'>): Omit<JournalEntry, 'number'> {
  return { ...entry, messageId: TOLD + entry.correlationId, outcome: 'recovered: told' };
}

/** Whether recovery gave the meeting new aliases and has not put them into the organizer's meeting since. */
export function owesInstructions({ status, conference, journal }: Meeting): boolean {
  if (status !== 'live' || conference === null) return false;
  const last = journal.findLast(
    ({ messageId }) => messageId.startsWith(RENEWED) || messageId.startsWith(TOLD),
  );
  return last?.messageId.startsWith(RENEWED) ?? false;
}
