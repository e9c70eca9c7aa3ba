import { expect, it, vi } from 'vitest';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

const nothing = (last: boolean): string =>
  messagesOf('SyncFolderItems', [
    `<m:SyncState>s</m:SyncState><m:IncludesLastItemInRange>${last}</m:IncludesLastItemInRange><m:Changes/>`,
  ]);

/** Follows an inbox at a server that refuses each stream in words without end. */
async function follow(sync: string, limits: Readonly<Record<string, number>> = {}) {
  const server = await loopbackServer(({ operation }, response) => {
    if (operation === 'SyncFolderItems') return sync;
    if (operation === 'Subscribe') {
      return messagesOf('Subscribe', ['<m:SubscriptionId>1</m:SubscriptionId>']);
    }
    if (operation !== 'GetStreamingEvents') return messagesOf(operation, ['']);
    response.writeHead(500, { 'content-type': 'text/xml' });
    const drip = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(drip));
    return undefined;
  });
  const provider = testProvider(server.url, { limits });
  const stop = new AbortController();
  const ended = (async () => {
    const changes = provider.equipmentMailbox('room@corp.example').changes(null, stop);
    for await (const { refs } of changes) expect(refs).toEqual([]);
  })();
  return {
    count: (name: string) => server.seen.filter(({ operation }) => operation === name).length,
    end: async () => {
      stop.abort();
      await ended;
      await provider.close();
      await server.close();
    },
  };
}

it('a sync that moves nothing ends, though the server promises more', async () => {
  const { count, end } = await follow(nothing(false));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(count('SyncFolderItems')).toBeLessThan(5);
  await end();
});

it('a refused stream whose words have no end is given up at the deadline', async () => {
  const { count, end } = await follow(nothing(true), { call_deadline_ms: 1_000 });
  await vi.waitFor(() => expect(count('GetStreamingEvents')).toBeGreaterThan(1), 10_000);
  await end();
}, 15_000);
