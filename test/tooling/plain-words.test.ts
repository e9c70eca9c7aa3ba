import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownFiles } from '../../tools/copy-workspace.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Words that only this project used for what the field has a word for, and that word. Names that earlier versions
 * stored are left in `upgrade-meeting.ts`.
 */
const dialect: readonly (readonly [word: RegExp, instead: string])[] = [
  [/told anew/i, 'replay'],
  [/vouch/i, 'authenticated, from a trusted sender'],
  [/foretold/i, 'pending cancellation'],
  [/furnish/i, 'build the conference'],
  [/keeps? ?house\b/i, 'housekeeping'],
  [/(?:is|are|not|cannot) (?:to )?be had\b/i, 'is available, is not available'],
  [/stands here a second time/i, 'duplicate value'],
  [/seal(?:s|ed)? anew/i, 're-encrypt'],
  [/rests? anew/i, 'restart the quarantine'],
  [/(?:tag|token) pays/i, 'entitles to'],
  [/(?:the|a|its) doors?\b/i, 'join window'],
  [/Mailbox(?:Crew|Shift)|\w+Book\b/, 'supervisor, workers, service, records'],
];

test('names, messages and pages use the words of the field', () => {
  const files = ownFiles(root).filter(
    (file) =>
      /\.(ts|md|js|html)$/.test(file) &&
      !/plain-words\.test\.ts$|upgrade-meeting\.ts$/.test(file) &&
      !file.startsWith('docs/evidence/'),
  );
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        dialect
          .filter(([word]) => word.test(line))
          .map(([word, instead]) => `${file}:${at + 1} ${word.source}: say "${instead}"`),
      ),
  );
  expect(found).toEqual([]);
});

test.each(dialect)('%s is seen', (word) => {
  const samples = [
    'a mailbox told anew',
    'vouched',
    'foretold',
    'furnish',
    'keepHouse',
    'is not to be had',
    'cannot be had',
    'Stands here a second time',
    'sealed anew',
    'rests anew',
    'the token pays',
    'the door',
    'MailboxCrew',
    'AlarmBook',
  ];
  expect(samples.some((sample) => word.test(sample))).toBe(true);
});
