import { describe, expect, test } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { TagFact } from '../tags/tag-fact.ts';
import { type DraftVerdict, judgeDraft, wholeTags } from './judge-draft.ts';

const boundTo = 'meeting' as MeetingKey;
const fact = (over: object = {}): TagFact => ({
  kind: 'reservation',
  reservationId: 'r',
  boundTo: null,
  quoted: false,
  ...over,
});
const known: Readonly<Record<string, TagFact>> = {
  free: fact(),
  bound: fact({ boundTo }),
  released: { kind: 'released' },
  forgotten: { kind: 'unknown' },
  token: fact({ kind: 'token', hash: 'h', valid: true }),
  spent: fact({ kind: 'token', hash: 'h', valid: true, boundTo }),
  expired: fact({ kind: 'token', hash: 'h', valid: false }),
};

const tagsOf = (texts: readonly string[]) =>
  wholeTags(texts.map((text) => ({ text: text.replace('(quoted) ', ''), quoted: text.startsWith('(') })));

const judge = (texts: readonly string[], isThisMeeting = false) =>
  judgeDraft(tagsOf(texts), {
    open: async ({ id }) => (known[id] ? { fact: known[id], correlationId: null } : null),
    isThisMeeting: () => isThisMeeting,
  });

describe('a draft', () => {
  test.each<readonly [readonly string[], DraftVerdict]>([
    [[], 'none'],
    [['no tag at all'], 'none'],
    [['PXPS:-', 'free#'], 'none'],
    [['PXPS:-strange#'], 'none'],
    [['PXPS:-free#'], 'already'],
    [['> PXPS:-fr\r\n> ee#'], 'already'],
    [['Join here: PXPS:-fr\r\n ee#'], 'already'],
    [['TOK:-token#'], 'already'],
    [['PXPS:-released#', 'PXPS:-free#'], 'already'],
    [['PXPS:-bound#', 'PXPS:-free#'], 'already'],
    [['PXPS:-bound#'], 'ask'],
    [['TOK:-spent#'], 'ask'],
    [['PXPS:-released#', 'PXPS:-bound#'], 'ask'],
    [['(quoted) PXPS:-bound#', 'PXPS:-free#'], 'already'],
    [['(quoted) PXPS:-free#'], 'already'],
    [['(quoted) PXPS:-bound#', 'PXPS:-released#'], 'ask'],
    [['PXPS:-released#'], 'dead'],
    [['PXPS:-forgotten#'], 'dead'],
    [['TOK:-expired#', 'PXPS:-strange#'], 'dead'],
  ])('with %j: %s', async (texts, expected) => {
    expect(await judge(texts)).toBe(expected);
  });

  test.each([['PXPS:-bound#'], ['TOK:-spent#']])('of the meeting of %s has a room', async (text) => {
    expect(await judge([text], true)).toBe('already');
  });
});
