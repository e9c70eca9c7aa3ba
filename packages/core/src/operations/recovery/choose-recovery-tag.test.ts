import { describe, expect, test } from 'vitest';
import type { MeetingKey } from '../../identity/meeting-key.ts';
import { findTags } from '../../tags/tag-parser.ts';
import type { TagReader } from '../../tags/tag-reader.ts';
import { chooseRecoveryTag, type RecoveryReader } from './choose-recovery-tag.ts';

const aliases = { alias: 'meet.111111@vmr.example', numericAlias: 'meet.111111' };
const reader: RecoveryReader = {
  mailboxId: 'm',
  tags: { find: findTags } as TagReader,
  reservations: {
    aliasesBehind: (id) => (id.startsWith('our') ? aliases : null),
    isRestorable: async (id) => !id.startsWith('ourtaken'),
  },
};

describe('the tag by which a meeting has its aliases back', () => {
  test.each([
    ['the first', 'PXPS:-strange# PXPS:-oura# PXPS:-ourb#', 'oura'],
    ['one that is quoted alone', '<blockquote>PXPS:-oura#</blockquote>', 'oura'],
    ['one below a pasted mail', '<p>From: A<br>Sent: B</p>PXPS:-oura#', 'oura'],
    ['one that is not quoted first', '<blockquote>PXPS:-oura#</blockquote>PXPS:-ourb#', 'ourb'],
    ['one that is available first', 'PXPS:-ourtaken#<blockquote>PXPS:-oura#</blockquote>', 'oura'],
    ['one that is taken, to be renewed', 'PXPS:-ourtaken#', 'ourtaken'],
    ['none of a token', 'TOK:-oura#', null],
    ['none under another domain', 'meet.111111@old.example PXPS:-oura#', null],
    ['none', 'no tag', null],
  ])('%s', async (_, content, expected) => {
    expect(await chooseRecoveryTag({ type: 'html', content }, 'key' as MeetingKey, reader)).toBe(expected);
  });
});
