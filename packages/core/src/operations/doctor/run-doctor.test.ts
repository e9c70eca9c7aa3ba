import { FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { NotFoundError } from '../../errors/vmrkit-error.ts';
import { parse, recordWith } from '../../integration/record.fixture.ts';
import { type Examination, problem, sound } from './examination.ts';
import { mailboxesUsedTwice, oddAddresses } from './examine-record.ts';
import { runDoctor } from './run-doctor.ts';

const examination = (id: string, run: Examination['run']): Examination => ({
  id,
  title: 'A question',
  subject: 'a thing',
  severity: 'error',
  remedy: 'Mend it.',
  run,
});
const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('a round of the doctor', () => {
  test('tells each examination in order, with the remedy of the finding or else its own', async () => {
    const found = await runDoctor(
      [
        examination('a', async () => problem('It is broken.')),
        examination('b', async () => problem('It is broken.', 'Mend that.')),
        examination('c', async () => sound('It works.')),
      ],
      { clock: new FakeClock() },
    );
    expect(found.map(({ id, kind, remedy }) => [id, kind, remedy])).toEqual([
      ['a', 'problem', 'Mend it.'],
      ['b', 'problem', 'Mend that.'],
      ['c', 'ok', 'Mend it.'],
    ]);
  });

  test('what fails is unknown: our errors with their words, others by their code alone', async () => {
    const found = await runDoctor(
      [
        examination('ours', async () => {
          throw new NotFoundError('There is none.', { code: 'ERR_THING_NOT_FOUND' });
        }),
        examination('foreign', async () => {
          throw new Error('password=hush');
        }),
      ],
      { clock: new FakeClock() },
    );
    expect(found.map(({ kind, evidence }) => [kind, evidence])).toEqual([
      ['unknown', 'ERR_THING_NOT_FOUND: There is none.'],
      ['unknown', 'ERR_INTERNAL'],
    ]);
  });

  test('what says nothing is unknown after 12 seconds, and the whole round ends after 18', async () => {
    const clock = new FakeClock();
    const silent = Array.from({ length: 40 }, (_, at) => examination(`silent-${at}`, never));
    const round = runDoctor([...silent, examination('last', async () => sound('x'))], { clock });
    let over = false;
    void round.then(() => {
      over = true;
    });
    for (let second = 0; second < 18; second += 1) {
      expect(over).toBe(false);
      await clock.advance(1_000);
    }
    const found = await round;
    expect(found).toHaveLength(41);
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['unknown']));
    expect(found[0]?.evidence).toContain('within 12 seconds');
    expect(found[40]?.evidence).toContain('no time left');
  });

  test('Ctrl-C ends it', async () => {
    const stop = new AbortController();
    const round = runDoctor([examination('silent', never)], { clock: new FakeClock(), signal: stop.signal });
    stop.abort();
    expect((await round)[0]?.kind).toBe('unknown');
  });
});

describe('a mailbox that is used twice', () => {
  const one = (id: string, emails: readonly string[]) =>
    ({ ...withMailboxes(emails), id, general: { ...withMailboxes(emails).general, name: id } }) as const;
  const withMailboxes = (emails: readonly string[]) =>
    parse(
      recordWith(
        'mailbox.mailboxes',
        emails.map((email) => ({ name: email, email })),
      ),
    );
  test.each([
    ['by another record, in other letters', ['VMR@example.com'], 'vmr@example.com is also in other'],
    ['by nobody else', ['else@example.com'], undefined],
  ])('%s', (_, others, said) => {
    const own = one('own', ['vmr@example.com']);
    expect(mailboxesUsedTwice(own, [own, one('other', others)])[0]).toBe(said);
  });
});

test.each([
  ['vmr-sales.1@corp.example', false],
  ["o'hara@corp.example", true],
  [`${'v'.repeat(52)}@corp.example`, true],
  [`${'v'.repeat(51)}@corp.example`, false],
  ['räume@corp.example', true],
])('%s is an address that Outlook may drop: %s', (email, isOdd) => {
  expect(oddAddresses([{ email }])).toEqual(isOdd ? [email] : []);
});
