import { silentLogger } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { streamEnvelope } from '../test-support/soap-answers.ts';
import { StreamHub } from './stream-hub.ts';

const minute = 60_000;
const closed = streamEnvelope('<m:ConnectionStatus>Closed</m:ConnectionStatus>');
const lost = (id: string): string =>
  streamEnvelope(
    `<m:ErrorSubscriptionIds><m:SubscriptionId>${id}</m:SubscriptionId></m:ErrorSubscriptionIds>`,
  ).replace(/"Success"><m:ResponseCode>NoError/, '"Error"><m:ResponseCode>ErrorSubscriptionNotFound');

let hub: StreamHub;
const stop = new AbortController();
afterEach(() => hub.close());

/** A server whose streams say what `say` tells and then stay open. */
function serve(say: (subscriptions: readonly string[]) => string, maxConnections = 3) {
  const clock = new FakeClock();
  const held = new Set<string>();
  const opened: (readonly string[])[] = [];
  let count = 0;
  hub = new StreamHub({
    ...{ clock, logger: silentLogger, maxConnections, silenceMs: 60 * minute },
    access: {
      affinityOf: (mailbox) => mailbox.split('@')[1] ?? '',
      subscribe: async (mailbox) => {
        count += 1;
        held.add(`${mailbox}#${count}`);
        return `${mailbox}#${count}`;
      },
      unsubscribe: async (_mailbox, subscription) => {
        held.delete(subscription);
      },
      open: async (_anchor, subscriptions, signal) => {
        opened.push(subscriptions);
        // So that a hub that opens without end fails here, and does not spin.
        if (opened.length > 100) return new Promise(() => undefined);
        let close = async (): Promise<void> => undefined;
        const ended = new Promise<void>((end) => {
          close = async () => end();
          signal.addEventListener('abort', () => end());
        });
        return {
          chunks: (async function* () {
            const text = say(subscriptions);
            if (text !== '') yield Buffer.from(text);
            await ended;
          })(),
          close,
        };
      },
    },
  });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= 500) await clock.advance(500);
  };
  return { held, opened, pass };
}

describe('StreamHub', () => {
  it('a server that closes each stream at once is not called without end', async () => {
    const { opened, pass } = serve(() => closed);
    hub.watch('a@one', stop.signal);
    await pass(10 * minute);
    expect(opened.length).toBeGreaterThan(5);
    expect(opened.length).toBeLessThan(25);
  });

  it('an inbox for which no stream is left holds no subscription', async () => {
    const { held, opened, pass } = serve(() => '', 1);
    hub.watch('a@one', stop.signal);
    await pass(1_000);
    hub.watch('b@two', stop.signal);
    await pass(10 * minute);
    expect(opened).toHaveLength(1);
    expect([...held]).toEqual(['a@one#1']);
  });

  it('a subscription that the server forgot takes no other along', async () => {
    const { opened, pass } = serve((ids) => (ids.includes('b@one#2') ? lost('b@one#2') : ''));
    for (const name of ['a', 'b', 'c']) hub.watch(`${name}@one`, stop.signal);
    await pass(5_000);
    expect(opened).toEqual([
      ['a@one#1', 'b@one#2', 'c@one#3'],
      ['a@one#1', 'c@one#3'],
      ['a@one#1', 'c@one#3', 'b@one#4'],
    ]);
  });
});
