import { createSandbox, SandboxClient } from '@vmrkit/sandbox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSandboxWorld, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { testProvider } from '../test-support/test-deps.ts';

const worlds: SandboxWorld[] = [];
/** How often a sync comes in these tests, in milliseconds; whatever is told well before was told by a stream. */
const SYNC_MS = 15_000;
const SOON_MS = 10_000;

async function world(options: Parameters<typeof createSandboxWorld>[0] = {}): Promise<SandboxWorld> {
  const made = await createSandboxWorld({
    ...options,
    provider: {
      ...options.provider,
      limits: { sync_interval_ms: SYNC_MS, sync_without_stream_ms: SYNC_MS, streaming_silence_ms: 1_000 },
    },
  });
  worlds.push(made);
  return made;
}

afterEach(async () => {
  for (const made of worlds.splice(0)) await made.close();
});

/** Follows an inbox and tells how long it takes until mail that `cause` sends is told. */
function follower(place: SandboxWorld) {
  const stop = new AbortController();
  const batches = place.mailbox.changes(null, { signal: stop.signal })[Symbol.asyncIterator]();
  return {
    start: async () => {
      await batches.next();
    },
    timeToNews: async (subject: string): Promise<number> => {
      const before = performance.now();
      await place.sendMail({ from: { name: '', email: 'bob@corp.example' }, subject, html: '' });
      for (let next = await batches.next(); !next.done; next = await batches.next()) {
        if (next.value.refs.length > 0) break;
      }
      return performance.now() - before;
    },
    stop: () => stop.abort(),
  };
}

async function streamIsOpen(place: SandboxWorld): Promise<void> {
  await vi.waitFor(async () => expect((await place.admin.status()).streams).toBeGreaterThan(0), SOON_MS);
  await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('streams (a sync comes only now and then here)', () => {
  it.each(['normal', 'split', 'joined'] as const)('tell of mail at once: %s', async (mode) => {
    const place = await world({ settings: { heartbeatMs: 200 } });
    await place.admin.streams({ mode });
    const follow = follower(place);
    await follow.start();
    await streamIsOpen(place);
    for (const subject of ['a', 'b', 'c']) expect(await follow.timeToNews(subject)).toBeLessThan(SOON_MS);
    follow.stop();
  });

  it.each(['closed', 'cut'] as const)(
    'a stream that ended (%s) is opened again, and nothing is missed',
    async (how) => {
      const place = await world({ settings: { heartbeatMs: 200 } });
      const follow = follower(place);
      await follow.start();
      await streamIsOpen(place);
      expect(await place.admin.endStreams(how)).toBe(1);
      expect(await follow.timeToNews('meanwhile')).toBeLessThan(SOON_MS);
      await streamIsOpen(place);
      expect(await follow.timeToNews('after')).toBeLessThan(SOON_MS);
      follow.stop();
    },
  );

  it('a subscription that the server forgot is made anew', async () => {
    const place = await world({ settings: { heartbeatMs: 200 } });
    const follow = follower(place);
    await follow.start();
    await streamIsOpen(place);
    await place.admin.forgetSubscriptions();
    await place.admin.endStreams('closed');
    await streamIsOpen(place);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await follow.timeToNews('after')).toBeLessThan(SOON_MS);
    follow.stop();
  });

  it('row 7: a silent stream is dead, and is replaced', async () => {
    const place = await world({ settings: { heartbeatMs: 200 } });
    const follow = follower(place);
    await follow.start();
    await streamIsOpen(place);
    await place.admin.streams({ mode: 'silent' });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await place.admin.streams({ mode: 'normal' });
    expect(await follow.timeToNews('after')).toBeLessThan(SOON_MS);
    follow.stop();
  });

  it('row 4: a refused stream harms nobody; the sync goes on', async () => {
    const place = await world({ settings: { heartbeatMs: 200 } });
    await place.admin.streams({ refuse: { status: 500, count: 2 } });
    const follow = follower(place);
    await follow.start();
    await streamIsOpen(place);
    expect(await follow.timeToNews('after')).toBeLessThan(SOON_MS);
    follow.stop();
  });

  it('row 5: thirty mailboxes share streams, and one that leaves takes no other along', async () => {
    const sandbox = await createSandbox({
      settings: { maxStreams: 3, heartbeatMs: 200, maxConcurrency: 10 },
    });
    const admin = new SandboxClient(sandbox.adminUrl);
    await admin.createAccount({ username: 'svc', password: 'p', impersonates: 'all' });
    await admin.createMailbox({ email: 'bob@corp.example', kind: 'user' });
    const provider = testProvider(sandbox.url, {
      service_account_username: 'svc',
      service_account_password: 'p',
      exchange_version: '2013',
      limits: { sync_without_stream_ms: 30_000 },
    });
    try {
      const emails = Array.from({ length: 30 }, (_, place) => `room${place}@corp.example`);
      for (const email of emails) await admin.createMailbox({ email, kind: 'equipment' });
      const stops = emails.map(() => new AbortController());
      const told = new Map<string, number>();
      const followers = emails.map(async (email, place) => {
        const signal = stops[place]?.signal ?? new AbortController().signal;
        for await (const batch of provider.equipmentMailbox(email).changes(null, { signal })) {
          if (batch.refs.length > 0) told.set(email, performance.now());
        }
      });
      await vi.waitFor(async () => expect((await admin.status()).subscriptions).toBe(30), SYNC_MS);
      expect((await admin.status()).streams).toBeLessThanOrEqual(3);
      stops[0]?.abort();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = performance.now();
      await admin.mail({ from: 'bob@corp.example', to: emails, subject: 's' });
      await vi.waitFor(() => expect(told.size).toBe(29), SYNC_MS);
      expect(Math.max(...told.values()) - before).toBeLessThan(SOON_MS);
      for (const stop of stops) stop.abort();
      await Promise.all(followers);
    } finally {
      await provider.close();
      await sandbox.close();
    }
  });
});
