import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { AlarmService } from '../alarms/alarm-service.ts';
import { openStore, type Store } from '../collections/store.ts';
import { NotAllowedError, NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { parse, recordWith } from '../integration/record.fixture.ts';
import type { MailboxProvider } from '../mailbox/mailbox-provider.ts';
import { tryConnection } from './try-connection.ts';

const record = parse(
  recordWith('mailbox.mailboxes', [
    { name: 'One', email: 'one@example.com' },
    { name: 'Two', email: 'two@example.com' },
  ]),
);
let clock: FakeClock;
let store: Store;
let closed: number;

beforeEach(() => {
  clock = new FakeClock();
  store = openStore(createWeakMemoryDatabase());
  closed = 0;
});

const unused = () => {
  throw new TypeError('A trial only checks.');
};

function tried(check: MailboxProvider['check']) {
  return tryConnection(record, {
    openProvider: async () => ({
      check,
      equipmentMailbox: unused,
      organizerCalendars: unused,
      close: async () => {
        closed += 1;
      },
    }),
    alarms: new AlarmService(store.alarms, clock, createSeededRandom(1)),
    clock,
  });
}

async function alarms() {
  const page = await store.alarms.find('default', { index: 'standing', equals: ['default'], limit: 10 });
  return page.items.map(({ value }) => `${value.kind}: ${value.detail}`).sort();
}

describe('tryConnection', () => {
  test.each([
    [new NotAuthenticatedError('No.', { code: 'ERR_EWS_SIGN_IN' }), 'sign-in-needed: ERR_EWS_SIGN_IN'],
    [new NotAllowedError('No.', { code: 'ERR_EWS_NO_RIGHTS' }), 'mailbox-not-allowed: ERR_EWS_NO_RIGHTS'],
    [new UnavailableError('No.', { code: 'ERR_EWS_TIMEOUT' }), 'exchange-unreachable: ERR_EWS_TIMEOUT'],
    [
      new UnavailableError('No.', { code: 'ERR_PROCESS_FILE_LIMIT' }),
      'process-file-limit: ERR_PROCESS_FILE_LIMIT',
    ],
    [new TypeError('Oh.'), 'exchange-unreachable: ERR_INTERNAL'],
  ])('%s of one mailbox is its alarm, until a trial succeeds', async (error, alarm) => {
    const outcome = await tried(async (email) => {
      if (email.startsWith('two')) throw error;
    });
    expect(outcome.map(({ email, trouble }) => [email, trouble === null])).toEqual([
      ['one@example.com', true],
      ['two@example.com', false],
    ]);
    expect(await alarms()).toEqual([alarm]);
    await tried(async () => undefined);
    expect(await alarms()).toEqual([]);
    expect(closed).toBe(2);
  });

  test('a mail system that never answers is given up, and its calls are aborted', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const outcome = tried((_, options) => {
      signals.push(options?.signal);
      return new Promise(() => undefined);
    });
    await clock.advance(10_000);
    expect((await outcome).map(({ trouble }) => trouble?.code)).toEqual([
      'ERR_CONNECTION_TIMEOUT',
      'ERR_CONNECTION_TIMEOUT',
    ]);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
    expect(clock.sleeping).toBe(0);
  });
});
