import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../collections/store.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import { DAY_MS, instant, shift } from '../time/instant.ts';
import { MailboxLease } from './mailbox-lease.ts';

const database = (): Pick<DocumentDatabase, 'collection'> => createWeakMemoryDatabase();

/** A database that answers late, and may give no answer to what it has written. */
function late(
  inner: ReturnType<typeof database>,
  clock: FakeClock,
  calls: { lateMs?: number; isUnanswered?: boolean },
): ReturnType<typeof database> {
  return {
    collection(shape) {
      const { load, commit, find } = inner.collection(shape);
      return {
        find,
        load: async (...asked) => {
          const found = await load(...asked);
          if (calls.lateMs) await clock.sleep(calls.lateMs);
          return found;
        },
        commit: async (...asked) => {
          const done = await commit(...asked);
          if (calls.isUnanswered) throw new TypeError('late');
          return done;
        },
      };
    },
  };
}
const lost = expect.objectContaining({ code: 'ERR_LEASE_LOST' });

describe('one manager at a time works a mailbox', () => {
  let stop = new AbortController();
  afterEach(() => {
    stop.abort();
    stop = new AbortController();
  });

  function holder(
    owner: string,
    clock: FakeClock,
    { collection }: ReturnType<typeof database>,
    prefersUs = () => true,
  ) {
    const { mailboxes } = openStore({
      collection,
      ping: async () => undefined,
      close: async () => undefined,
    });
    const options = {
      mailboxes,
      tenantId: 'default',
      integrationId: 'i',
      mailboxId: 'm',
      email: 'vmr@corp.example',
      owner,
      clock,
      leaseTimeoutMs: 20_000,
      leaseBeatMs: 5_000,
      prefersUs,
    };
    let taken: MailboxLease | null = null;
    const acquired = MailboxLease.acquire(options, stop.signal).then((lease) => {
      taken = lease;
      return lease;
    });
    acquired.catch(() => undefined);
    return { acquired, has: () => taken !== null };
  }

  test('a free mailbox is had at once, each time under a higher fence', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const first = await holder('a', clock, store).acquired;
    await first.release();
    const second = await holder('b', clock, store).acquired;
    expect(second.fence).toBeGreaterThan(first.fence);
    await expect(first.beat()).rejects.toThrow(lost);
    await expect(first.advance({ cursor: 'stale', followedTo: null })).rejects.toThrow(lost);
    expect(second.record.cursor).toBeNull();
  });

  test('while its holder shows beats nobody gets it, however long', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const first = await holder('a', clock, store).acquired;
    const second = holder('b', clock, store);
    for (let beat = 0; beat < 12; beat += 1) {
      await clock.advance(15_000);
      await first.beat();
    }
    expect(second.has()).toBe(false);
  });

  test('without beats it is taken over after the time-out, not before', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const first = await holder('a', clock, store).acquired;
    await first.advance({ cursor: 'c7', followedTo: instant(7) });
    const second = holder('b', clock, store);
    await clock.advance(19_999);
    expect(second.has()).toBe(false);
    await clock.advance(5_001);
    expect(second.has()).toBe(true);
    expect((await second.acquired).record).toMatchObject({ cursor: 'c7', followedTo: 7 });
    await expect(first.beat()).rejects.toThrow(lost);
  });

  test('clocks on the wall do not matter', async () => {
    const [early, late, store] = [new FakeClock(), new FakeClock(), database()];
    late.jumpTo(shift(late.now(), 400 * DAY_MS));
    const first = await holder('a', early, store).acquired;
    const second = holder('b', late, store);
    await late.advance(10_000);
    early.jumpTo(shift(early.now(), 900 * DAY_MS));
    late.jumpTo(shift(late.now(), -900 * DAY_MS));
    await late.advance(9_000);
    expect(second.has()).toBe(false);
    await first.beat();
    await late.advance(19_000);
    expect(second.has()).toBe(false);
    await late.advance(6_000);
    expect(second.has()).toBe(true);
  });

  test('a free one is left for two beats to the manager that is to work it, not longer', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const others = holder('a', clock, store, () => false);
    await clock.advance(9_999);
    expect(others.has()).toBe(false);
    const ours = holder('b', clock, store);
    await clock.advance(1);
    expect([others.has(), ours.has()]).toEqual([false, true]);
    await (await ours.acquired).release();
    await clock.advance(9_000);
    expect(others.has()).toBe(false);
    await clock.advance(4_000);
    expect(others.has()).toBe(true);
  });

  test('one whose holder shows no beat is had by whoever sees it first', async () => {
    const [clock, store] = [new FakeClock(), database()];
    await holder('a', clock, store).acquired;
    const second = holder('b', clock, store, () => false);
    await clock.advance(20_000);
    expect(second.has()).toBe(true);
  });

  test('of two that come at once one gets it', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const both = ['a', 'b'].map((owner) => holder(owner, clock, store));
    await clock.advance(1_000);
    expect(both.filter(({ has }) => has())).toHaveLength(1);
  });

  test('a look that comes late counts as one: whoever looks seldom does not see the beats of others either', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const calls = { lateMs: 0 };
    const first = await holder('a', clock, store).acquired;
    const second = holder('b', clock, late(store, clock, calls));
    await clock.advance(10_000);
    calls.lateMs = 60_000;
    await clock.advance(60_000);
    calls.lateMs = 0;
    await clock.advance(2_500);
    expect(second.has()).toBe(false);
    await first.beat();
    await clock.advance(19_000);
    expect(second.has()).toBe(false);
    await clock.advance(6_000);
    expect(second.has()).toBe(true);
  });

  test('any write shows that its holder lives', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const first = await holder('a', clock, store).acquired;
    const second = holder('b', clock, store);
    for (let batch = 0; batch < 4; batch += 1) {
      await clock.advance(15_000);
      await first.advance({ cursor: `c${batch}`, followedTo: null });
    }
    expect(second.has()).toBe(false);
  });

  test('a write that was done and not answered takes nothing from its holder', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const calls = { isUnanswered: false };
    const first = await holder('a', clock, late(store, clock, calls)).acquired;
    calls.isUnanswered = true;
    await expect(first.advance({ cursor: 'c1', followedTo: null })).rejects.toThrow('late');
    calls.isUnanswered = false;
    await first.beat();
    expect(first.record).toMatchObject({ cursor: 'c1', lease: { beat: 1 } });
    await holder('a', clock, store).acquired;
    await expect(first.beat()).rejects.toThrow(lost);
  });

  test('waiting ends with its signal', async () => {
    const [clock, store] = [new FakeClock(), database()];
    await holder('a', clock, store).acquired;
    const second = holder('b', clock, store);
    await clock.advance(1_000);
    stop.abort(new TypeError('stopped'));
    await expect(second.acquired).rejects.toThrow('stopped');
  });

  test('what the holder writes goes one after the other', async () => {
    const [clock, store] = [new FakeClock(), database()];
    const lease = await holder('a', clock, store).acquired;
    await Promise.all([
      lease.beat(),
      lease.advance({ cursor: 'c1', followedTo: null }),
      lease.beat(),
      lease.advance({ cursor: 'c2', followedTo: null }),
    ]);
    expect(lease.record).toMatchObject({ cursor: 'c2', lease: { beat: 2 } });
  });
});
