import { expect, test } from 'vitest';
import { meetingKey } from '../identity/meeting-key.ts';
import { now, policy, request } from '../meetings/meeting.fixture.ts';
import { findTags } from '../tags/tag-parser.ts';
import { shift } from '../time/instant.ts';
import type { MeetingMail } from './settle-meeting.ts';
import { turnsOf } from './turns.ts';

/** A meeting of this name with one request, received so many seconds late, that carries these tags. */
function mail(name: string, seconds: number, ...tags: readonly string[]): MeetingMail {
  const content = tags.map((tag) => `<p>PXPS:-${tag}#</p>`).join('');
  return of(name, request({ receivedAt: shift(now, seconds * 1_000), body: { type: 'html', content } }));
}

/** The same with a number in the inbox. */
function numbered(articleNumber: number, { messages, ...rest }: MeetingMail): MeetingMail {
  return { ...rest, messages: messages.map((each) => ({ ...each, articleNumber })) };
}

function of(uid: string, ...messages: MeetingMail['messages']): MeetingMail {
  const key = meetingKey(policy.integrationId, { globalObjectId: null, uid });
  return { key, messages: messages.map((each) => ({ ...each, subject: uid })), replay: new Map() };
}

function names(mails: readonly MeetingMail[]): readonly string[] {
  const turns = turnsOf(mails, { find: findTags });
  return turns.map((turn) => turn.map(({ messages }) => messages[0]?.subject).join(' then ')).sort();
}

test.each<[string, readonly MeetingMail[], readonly string[]]>([
  ['none', [], []],
  ['those that share no tag', [mail('a', 1, 'x'), mail('b', 2, 'y'), mail('c', 3)], ['a', 'b', 'c']],
  [
    'a copy told before its original',
    [mail('copy', 2, 'x'), mail('original', 1, 'x')],
    ['original then copy'],
  ],
  [
    'tags that meet in a third',
    [mail('a', 3, 'x'), mail('b', 2, 'y', 'v'), mail('c', 1, 'y', 'x'), mail('d', 4, 'v'), mail('e', 5)],
    ['c then b then a then d', 'e'],
  ],
  [
    'of one second by their number',
    [numbered(2, mail('b', 1, 'x')), numbered(1, mail('a', 1, 'x'))],
    ['a then b'],
  ],
  ['of one moment as told', [mail('b', 1, 'x'), mail('a', 1, 'x')], ['b then a']],
  [
    'of several messages by the first',
    [mail('b', 2, 'x'), of('a', ...mail('a', 3, 'x').messages, ...mail('a', 1, 'x').messages)],
    ['a then b'],
  ],
])('turns: %s', (_, mails, expected) => {
  expect(names(mails)).toEqual(expected);
});
