import { silentLogger } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { EwsFailure } from '../errors/ews-failure.ts';
import { streamEnvelope } from '../test-support/soap-answers.ts';
import { StreamHub } from './stream-hub.ts';
import type { WatchedInbox } from './watched-inbox.ts';

const minute = 60_000;
const closed = streamEnvelope('<m:ConnectionStatus>Closed</m:ConnectionStatus>');
const lost = (id: string): string =>
  streamEnvelope(
    `<m:ErrorSubscriptionIds><m:SubscriptionId>${id}</m:SubscriptionId></m:ErrorSubscriptionIds>`,
  ).replace(/"Success"><m:ResponseCode>NoError/, '"Error"><m:ResponseCode>ErrorSubscriptionNotFound');

const tooMany = streamEnvelope('').replace(
  /"Success"><m:ResponseCode>NoError/,
  '"Error"><m:ResponseCode>ErrorExceededConnectionCount',
);

let hub: StreamHub;
const stop = new AbortController();
afterEach(() => hub.close());

type Saying = string | EwsFailure;

/** A server whose streams say what `say` tells and then stay open; a failure refuses them. */
function serve(say: (subscriptions: readonly string[]) => Saying, streams = 3) {
  const clock = new FakeClock();
  const held = new Set<string>();
  const opened: (readonly string[])[] = [];
  let count = 0;
  let calls = 0;
  hub = new StreamHub({ clock, logger: silentLogger, limits: () => ({ streams, silenceMs: 60 * minute }) });
  const inboxOf = (mailbox: string): WatchedInbox => ({
    mailbox,
    place: () => mailbox.split('@')[1] ?? '',
    subscribe: async () => {
      count += 1;
      calls += 1;
      held.add(`${mailbox}#${count}`);
      return `${mailbox}#${count}`;
    },
    unsubscribe: async (subscription) => {
      calls += 1;
      held.delete(subscription);
    },
    open: async (subscriptions, signal) => {
      calls += 1;
      opened.push(subscriptions);
      // So that a hub that opens without end fails here, and does not spin.
      if (opened.length > 100) return new Promise(() => undefined);
      const text = say(subscriptions);
      if (text instanceof EwsFailure) throw text;
      let close = async (): Promise<void> => undefined;
      const ended = new Promise<void>((end) => {
        close = async () => end();
        signal.addEventListener('abort', () => end());
      });
      return {
        chunks: (async function* () {
          if (text !== '') yield Buffer.from(text);
          await ended;
        })(),
        close,
      };
    },
  });
  const watch = (mailbox: string, signal: AbortSignal = stop.signal) => hub.watch(inboxOf(mailbox), signal);
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= 500) await clock.advance(500);
  };
  return { held, opened, pass, watch, calls: () => calls };
}

describe('StreamHub', () => {
  it('a server that closes each stream at once is not called without end', async () => {
    const { opened, pass, watch } = serve(() => closed);
    watch('a@one');
    await pass(10 * minute);
    expect(opened.length).toBeGreaterThan(5);
    expect(opened.length).toBeLessThan(25);
  });

  it('what leaves an inbox is no news once the inbox is known, and what is moved into it is', async () => {
    const to = (folder: string) => `<t:ParentFolderId Id="${folder}" ChangeKey="k"/>`;
    const told = async (...events: readonly string[]) => {
      const { pass, watch } = serve((ids) =>
        events
          .map(
            (event) =>
              `<m:Notifications><m:Notification><t:SubscriptionId>${ids[0]}</t:SubscriptionId>${event}</m:Notification></m:Notifications>`,
          )
          .map(streamEnvelope)
          .join(''),
      );
      const inbox = watch('a@one');
      let news = 0;
      inbox.notify = () => {
        news += 1;
      };
      await pass(1_000);
      hub.close();
      return news;
    };
    const opening = await told();
    const came = `<t:NewMailEvent>${to('inbox')}</t:NewMailEvent>`;
    const moved = (folder: string) =>
      `<t:MovedEvent>${to(folder)}<t:OldParentFolderId Id="inbox" ChangeKey="k"/></t:MovedEvent>`;
    expect((await told(came)) - opening).toBe(1);
    expect((await told(came, moved('deleteditems'))) - opening).toBe(1);
    expect((await told(came, moved('inbox'))) - opening).toBe(2);
    expect((await told(came, `${moved('deleteditems')}${came}`)) - opening).toBe(2);
    expect((await told(moved('deleteditems'))) - opening).toBe(1);
  });

  it('an inbox for which no stream is left holds no subscription', async () => {
    const { held, opened, pass, watch } = serve(() => '', 1);
    watch('a@one');
    await pass(1_000);
    watch('b@two');
    await pass(10 * minute);
    expect(opened).toHaveLength(1);
    expect([...held]).toEqual(['a@one#1']);
  });

  it('a subscription that the server forgot takes no other along', async () => {
    const { opened, pass, watch } = serve((ids) => (ids.includes('b@one#2') ? lost('b@one#2') : ''));
    for (const name of ['a', 'b', 'c']) watch(`${name}@one`);
    await pass(5_000);
    expect(opened).toEqual([
      ['a@one#1', 'b@one#2', 'c@one#3'],
      ['a@one#1', 'c@one#3'],
      ['a@one#1', 'c@one#3', 'b@one#4'],
    ]);
  });

  it('inboxes that come one by one open few connections', async () => {
    const { opened, pass, watch } = serve(() => '');
    for (let place = 0; place < 150; place += 1) {
      watch(`m${place}@one`);
      await pass(500);
    }
    await pass(10_000);
    expect(opened.at(-1)).toHaveLength(150);
    expect(opened.length).toBeLessThan(25);
    const few = opened.length;
    for (let place = 150; place < 199; place += 1) watch(`m${place}@one`);
    await pass(10_000);
    expect(opened.length).toBe(few + 1);
  });

  it.each<[string, Saying]>([
    ['before it begins', new EwsFailure('throttled', { maySent: false })],
    ['in its first words', tooMany],
  ])(
    'a stream refused for being one too many (%s) is tried with growing pauses, on the same subscriptions',
    async (_when, refusal) => {
      let refusing = true;
      const { opened, pass, watch, calls } = serve((ids) =>
        refusing && ids.some((id) => id.includes('@two')) ? refusal : '',
      );
      const fine = watch('a@one');
      const refused = ['b@two', 'c@two'].map((name) => watch(name));
      await pass(10 * minute);
      expect(fine.live).toBe(true);
      expect(refused.map(({ live }) => live)).toEqual([false, false]);
      expect(opened.length).toBeGreaterThan(5);
      expect(calls()).toBeLessThan(30);
      refusing = false;
      await pass(minute);
      expect(refused.map(({ live }) => live)).toEqual([true, true]);
      expect(opened.at(-1)).toEqual(['b@two#2', 'c@two#3']);
    },
  );

  it('riders that come while a stream is refused cut no pause short', async () => {
    const { opened, pass, watch } = serve(() => new EwsFailure('throttled', { maySent: false }));
    for (let place = 0; place < 100; place += 1) {
      watch(`m${place}@one`);
      await pass(1_000);
    }
    expect(opened.length).toBeLessThan(12);
  });

  it('who leaves takes no other along, not even the one in whose name the stream was opened', async () => {
    const { held, opened, pass, watch } = serve(() => '');
    const leaving = new AbortController();
    watch('a@one', leaving.signal);
    const staying = watch('b@one');
    await pass(5_000);
    leaving.abort();
    await pass(5_000);
    expect(staying.live).toBe(true);
    expect(opened).toHaveLength(1);
    expect([...held]).toEqual(['b@one#2']);
  });
});
