import { NotAllowedError, UnavailableError } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { distinct, eventually, FOLLOW_PATIENCE_MS, follow, inTime, invitation } from './world-steps.ts';

/** How `changes` must behave. */
export const followingChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S4.1a] changes: tells mail that came while nobody looked',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      await world.invite(invitation(world, 3));
      const { refs, replayed } = await follow(world, null, (seen) => distinct(seen).length >= 2);
      expect(distinct(refs)).toHaveLength(2);
      expect(replayed).toBe(false);
    },
  },
  {
    title: '[S4.1a] changes: tells of new mail at once',
    run: async (world) => {
      const stop = new AbortController();
      const batches = world.mailbox.changes(null, { signal: stop.signal })[Symbol.asyncIterator]();
      const next = () => inTime(batches.next(), world.patienceMs ?? FOLLOW_PATIENCE_MS);
      const first = await next();
      expect(first.done).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = performance.now();
      await world.invite(invitation(world, 2));
      let refs = 0;
      while (refs === 0) refs += (await next()).value?.refs.length ?? 0;
      // A sync comes every 30 s whatever a stream says.
      expect(performance.now() - before).toBeLessThan(15_000);
      stop.abort();
      expect((await next()).done).toBe(true);
    },
  },
  {
    title: '[S4.1b] changes: goes on from a cursor',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      const first = await follow(world, null, (seen) => seen.length >= 1);
      await world.invite(invitation(world, 3));
      const known = new Set(first.refs.map((ref) => ref.id));
      const second = await follow(world, first.cursor, (seen) => seen.some((ref) => !known.has(ref.id)));
      expect(second.replayed).toBe(false);
      expect(second.refs.filter((ref) => !known.has(ref.id))).toHaveLength(1);
    },
  },
  {
    title: '[S4.1b] changes: the cursor moves behind what was told, until nothing waits behind it',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      let { cursor } = await follow(world, null, (seen) => seen.length >= 1);
      await eventually(world, async () => {
        const next = await follow(world, cursor, () => true);
        cursor = next.cursor;
        return next.refs.length === 0 ? next : null;
      });
    },
  },
  {
    title: '[S4.1c] changes: begins anew when the cursor is lost, and says so',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      const first = await follow(world, null, (seen) => seen.length >= 1);
      await world.loseCursors();
      const again = await follow(world, first.cursor, (seen) => seen.length >= 1);
      expect(again.replayed).toBe(true);
      expect(again.refs).toEqual(expect.arrayContaining([...distinct(first.refs)]));
    },
  },
  {
    title: 'changes: ends without an error when the signal aborts',
    run: async (world) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      const following = (async () => {
        for await (const batch of world.mailbox.changes(null, { signal: stop.signal })) {
          expect(batch.refs).toEqual([]);
        }
      })();
      await inTime(following, world.patienceMs ?? FOLLOW_PATIENCE_MS);
      expect(stop.signal.aborted).toBe(true);
    },
  },
  {
    title: 'changes: rejects when the mail system is away',
    run: async (world) => {
      await world.trouble({ kind: 'away' });
      const error = await follow(world, null, () => false).catch((reason: unknown) => reason);
      expect(UnavailableError.is(error)).toBe(true);
      await world.calm();
    },
  },
  {
    title: '[S4.7b] changes: rejects without rights over the mailbox',
    run: async (world) => {
      await world.trouble({ kind: 'not-allowed', email: world.email });
      const error = await follow(world, null, () => false).catch((reason: unknown) => reason);
      expect(NotAllowedError.is(error)).toBe(true);
      await world.calm();
    },
  },
];
