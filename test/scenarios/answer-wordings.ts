/** Words by which an answer's text is known, all of them those of the standard texts. */
const wordings: Readonly<Record<string, string>> = {
  'single-new': 'Your room is booked from',
  'single-edited': 'Your booking was changed: the room',
  'series-new': 'booked for every meeting of this series',
  'series-edited': 'changed for the whole series',
  'occurrence-edited': 'One meeting of your series was changed',
  'invalid-alias-id': 'missing, damaged or not valid here',
  'alias-conflict': 'belongs to another meeting or room',
  'alias-deleted': 'has been given up',
  'series-in-past': 'every meeting of this series is over',
  'single-in-past': 'this meeting is over already',
  'beyond-limits': 'of this length, so far ahead',
  'general-error': 'an unexpected fault',
};

/** The name of the standard text that an answer was made from; the text itself when it is none of them. */
export function textName(text: string): string {
  return Object.entries(wordings).find(([, words]) => text.includes(words))?.[0] ?? text;
}
