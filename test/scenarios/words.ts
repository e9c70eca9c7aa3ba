import type { Body, ExpectedAnswer, Moment, Person, Refusal } from './scenario-world.ts';

/** A part of a sentence that differs from use to use. */
export interface Word<T> {
  /** Sticky. */
  readonly pattern: RegExp;
  /** What stands for it in the list of sentences and in messages. */
  readonly shown: string;
  read(found: RegExpExecArray): T;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How scenarios call the texts of answers, and what the rules call them. */
const answerNames: Readonly<Record<string, string>> = {
  'accept new meeting': 'accept single-new',
  'accept changed meeting': 'accept single-edited',
  'accept new series': 'accept series-new',
  'accept changed series': 'accept series-edited',
  'accept changed occurrence': 'accept occurrence-edited',
  'decline invalid alias': 'decline invalid-alias-id',
  'decline alias conflict': 'decline alias-conflict',
  'decline alias deleted': 'decline alias-deleted',
  'decline series in the past': 'decline series-in-past',
  'decline meeting in the past': 'decline single-in-past',
  'decline beyond limits': 'decline beyond-limits',
  'decline general error': 'decline general-error',
};
const OUTDATED = ' (where it can be given)';
const answer = `(?:${Object.keys(answerNames).join('|')})(?:${escaped(OUTDATED)})?`;

const bodies: Readonly<Record<string, Body>> = {
  '': { kind: 'own' },
  ' without instructions': { kind: 'none' },
  ' with instructions of another integration': { kind: 'foreign' },
  ' with a damaged tag': { kind: 'damaged' },
  ' while the manager is away': { kind: 'deferred' },
};
const OTHERS_BODY = / with the instructions of "([^"]+)"| above the quoted instructions of "([^"]+)"/;

/** All of them, by the name that stands in braces in a sentence. */
export const words = {
  who: word(/alice|bob|mallory/, 'alice', ([name]) => name as Person),
  title: word(/"([^"]+)"/, '"Title"', ([, title = '']) => title),
  time: word(/(?:day (\d+) )?([01]\d|2[0-3]):([0-5]\d)/, 'day 2 14:30', readTime),
  count: word(/\d+/, '2', ([digits]) => Number(digits)),
  repeat: word(/(?:, daily, (\d+) times)?/, '[, daily, 4 times]', ([, count]) =>
    count === undefined ? null : Number(count),
  ),
  body: word(
    new RegExp(`${OTHERS_BODY.source}|(?:${Object.keys(bodies).filter(Boolean).join('|')})?`),
    '[ without instructions]',
    readBody,
  ),
  answers: word(new RegExp(`${answer}(?:, ${answer})*`), 'accept new meeting, decline …', ([list]) =>
    list.split(', ').map(readAnswer),
  ),
  reason: word(/not yet|over|cancelled|unknown/, 'not yet', ([reason]) => reason as Refusal),
} as const;

/** Every way to say what an answer, and what a body is: for the list of sentences. */
export const phrases = {
  answers: Object.keys(answerNames),
  bodies: [
    ...Object.keys(bodies).filter(Boolean),
    ' with the instructions of "Title"',
    ' above the quoted instructions of "Title"',
  ].map((phrase) => phrase.trim()),
  outdated: OUTDATED.trim(),
};

function word<T>(pattern: RegExp, shown: string, read: (found: RegExpExecArray) => T): Word<T> {
  return { pattern: new RegExp(pattern.source, 'y'), shown, read };
}

/** Scenarios begin at 09:00 on day 1. */
function readTime([, day = '1', hours, minutes]: RegExpExecArray): Moment {
  return (Number(day) - 1) * DAY + ((Number(hours) - 9) * 60 + Number(minutes)) * MINUTE;
}

function readBody([phrase, copied, quoted]: RegExpExecArray): Body {
  if (copied !== undefined) return { kind: 'copied', of: copied };
  if (quoted !== undefined) return { kind: 'quoting', of: quoted };
  return bodies[phrase] ?? { kind: 'own' };
}

function readAnswer(text: string): ExpectedAnswer {
  const unlessOutdated = text.endsWith(OUTDATED);
  const name = unlessOutdated ? text.slice(0, -OUTDATED.length) : text;
  return { answer: answerNames[name] ?? name, unlessOutdated };
}

function escaped(text: string): string {
  return text.replace(/[()]/g, '\\$&');
}
