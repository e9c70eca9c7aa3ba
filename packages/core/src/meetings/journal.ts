import type { JournalEntry } from './meeting.ts';

/** Entries kept at most; beyond it the oldest go. */
const KEPT_JOURNAL = 200;

type Journal = readonly JournalEntry[];

/** The number that the next entry gets. */
export function nextNumber(journal: Journal): number {
  return (journal.at(-1)?.number ?? 0) + 1;
}

/** The journal with a further entry. */
export function withEntry(journal: Journal, entry: Omit<JournalEntry, 'number'>): Journal {
  return [...journal.slice(1 - KEPT_JOURNAL), { ...entry, number: nextNumber(journal) }];
}
