import { HOUR_MS } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testDeps } from '../test-support/test-deps.ts';
import { ALICE, alice, allEx, ex, hit, resolved, serve } from './find-people.fixture.ts';

describe('people without SMTP addresses', () => {
  it.each(['MeetingRequest', 'MeetingCancellation'] as const)(
    'a %s whose people are all EX',
    async (kind) => {
      const { read, asked } = await serve({ a: { ...allEx, kind } });
      const [message] = await read('a');
      expect(message).toMatchObject({
        organizer: { name: 'Alice', email: 'alice@corp.example' },
        organizerUnresolved: false,
        sender: { email: 'alice@corp.example' },
        senderLookedUp: true,
      });
      expect(asked).toEqual([ALICE]);
    },
  );

  it('are named by the message’s own headers first, and the directory is not asked', async () => {
    const headers = [['from', '"Martin, Alice" <alice.martin@corp.example>']] as const;
    const { read, asked } = await serve({ a: { ...allEx, headers } });
    const [message] = await read('a');
    expect(message).toMatchObject({
      organizer: { email: 'alice.martin@corp.example' },
      sender: { email: 'alice.martin@corp.example' },
      senderLookedUp: true,
    });
    expect(asked).toEqual([]);
  });

  it('a delegate is named by the header of its own', async () => {
    const headers = [
      ['From', 'alice@corp.example'],
      ['Sender', 'Bob <bob@corp.example>'],
    ] as const;
    const { read } = await serve({ a: { ...allEx, sender: { email: '/o=CORP/cn=bob' }, headers } });
    expect((await read('a'))[0]).toMatchObject({
      organizer: { email: 'alice@corp.example' },
      sender: { email: 'bob@corp.example' },
    });
  });

  it('headers that name two people name nobody, and the directory decides', async () => {
    const headers = [
      ['From', 'alice@corp.example'],
      ['From', 'bob@corp.example'],
    ] as const;
    const { read, asked } = await serve({ a: { ...allEx, headers } });
    expect((await read('a'))[0]?.organizer?.email).toBe('alice@corp.example');
    expect(asked).toEqual([ALICE]);
  });

  it('an organizer with another name in the directory than From is not named by what is beside From', async () => {
    const organizer = { email: '/o=CORP/cn=carol' };
    const headers = [['From', 'alice@corp.example']] as const;
    const { read } = await serve(
      { a: { organizer, from: ex, headers, properties: { from: 'alice@corp.example' } } },
      () => resolved([hit('carol@corp.example')]),
    );
    expect((await read('a'))[0]?.organizer?.email).toBe('carol@corp.example');
  });

  it('the SMTP properties beside them tell at once', async () => {
    const properties = { from: 'alice@corp.example', sender: 'alice@corp.example' };
    const { read, asked, server } = await serve({ a: { ...allEx, properties } });
    expect((await read('a'))[0]).toMatchObject({ organizer: { email: 'alice@corp.example' } });
    expect([asked.length, server.seen.length]).toEqual([0, 1]);
  });

  it.each([
    ['nobody', resolved([], { responseClass: 'Error', code: 'ErrorNameResolutionNoResults' })],
    [
      'several, in a warning',
      resolved([hit('alice@corp.example'), hit('alice@second.example')], {
        responseClass: 'Warning',
        code: 'ErrorNameResolutionMultipleResults',
      }),
    ],
    [
      'one of several, in a warning',
      resolved([hit('alice@corp.example')], {
        responseClass: 'Warning',
        code: 'ErrorNameResolutionMultipleResults',
      }),
    ],
    ['several, as a success', resolved([hit('alice@corp.example'), hit('alice@second.example')])],
    ['one of more', alice.replace('TotalItemsInView="1"', 'TotalItemsInView="2"')],
    ['a name again', resolved([hit(ALICE, 'EX')])],
    ['what is no address', resolved([hit('alice@corp.example; bob@corp.example')])],
  ])('the directory finds %s: unresolved, for an hour', async (_name, answer) => {
    let passed = 0;
    const clock = { ...testDeps.clock, monotonicMs: () => performance.now() + passed };
    const { read, asked } = await serve({ a: allEx }, () => answer, clock);
    for (const time of [0, HOUR_MS / 2, HOUR_MS]) {
      passed = time;
      expect((await read('a'))[0]).toMatchObject({
        organizer: null,
        organizerUnresolved: true,
        sender: null,
        senderLookedUp: false,
      });
    }
    expect(asked).toHaveLength(2);
  });

  it('what was found counts for an hour, for all mailboxes and spellings, and each name is asked for once', async () => {
    const lower = { organizer: { email: ALICE.toLowerCase() } };
    const { read, asked } = await serve({
      a: allEx,
      b: lower,
      c: { organizer: { email: '/o=CORP/cn=bob' } },
    });
    await read('a', 'b', 'c', 'a');
    await read('c', 'b');
    expect(asked).toHaveLength(2);
  });

  it('a directory that fails leaves them unresolved, and is asked again', async () => {
    let answer = messagesOf('ResolveNames', ['ErrorAccessDenied']);
    const { read, asked } = await serve({ a: allEx }, () => answer);
    expect((await read('a'))[0]?.organizerUnresolved).toBe(true);
    answer = alice;
    expect((await read('a'))[0]?.organizer?.email).toBe('alice@corp.example');
    expect(asked).toHaveLength(2);
  });

  it('a directory that asks for a pause gets it', async () => {
    const { box } = await serve({ a: allEx }, () => messagesOf('ResolveNames', ['ErrorServerBusy']));
    await expect(box.read([{ id: 'a' }])).rejects.toMatchObject({ code: 'ERR_EWS_THROTTLED' });
  });

  it('mail about no meeting costs no look-up', async () => {
    const { read, server } = await serve({ a: { sender: ex, from: ex, kind: 'Message' } });
    expect((await read('a'))[0]).toMatchObject({ kind: 'other', sender: null });
    expect(server.seen).toHaveLength(1);
  });

  it('nobody named is nobody, and no look-up', async () => {
    const { read, asked } = await serve({ a: {} });
    expect((await read('a'))[0]).toMatchObject({ organizer: null, organizerUnresolved: false, sender: null });
    expect(asked).toEqual([]);
  });
});
