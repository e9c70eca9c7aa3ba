import type { IndexTerms } from '../store/document-collection.ts';
import type { Meeting } from './meeting.ts';

/** Most words of one subject that a meeting is found by. */
const MOST_WORDS = 24;
/** Most characters of a word that count. */
const MOST_OF_A_WORD = 40;

/** Under what conferences are looked for. Each kind begins otherwise, so that no value of one reads as another. */
export const conferenceTerms = {
  any: () => '',
  integration: (integrationId: string) => `i:${integrationId}`,
  organizer: (email: string) => `o:${email.toLowerCase()}`,
  correlation: (correlationId: string) => `c:${correlationId.toLowerCase()}`,
  id: (conferenceId: string) => `n:${conferenceId.toLowerCase()}`,
  word: (word: string) => `w:${word}`,
} as const;

/** The words of a text as they are compared: without case, accents and punctuation, each once. */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => Array.from(word).slice(0, MOST_OF_A_WORD).join('')))];
}

/** When a conference stands in a list: its scheduled start, that of a series its first. */
function listedAt({ schedule, createdAt }: Pick<Meeting, 'schedule' | 'createdAt'>): number {
  return schedule?.first.start ?? createdAt;
}

/** What a meeting with a conference is found by; null: it has none. */
export function searchTerms(meeting: Meeting): IndexTerms | null {
  const { conference, integrationId, organizer, subject, journal, outbox } = meeting;
  if (conference === null) return null;
  const correlations = new Set([...journal, ...outbox].map(({ correlationId }) => correlationId));
  return {
    terms: [
      conferenceTerms.any(),
      conferenceTerms.integration(integrationId),
      conferenceTerms.id(conference.id),
      ...(organizer === null ? [] : [conferenceTerms.organizer(organizer.email)]),
      ...[...correlations].map(conferenceTerms.correlation),
      ...wordsOf(subject).slice(0, MOST_WORDS).map(conferenceTerms.word),
    ],
    last: listedAt(meeting),
  };
}
