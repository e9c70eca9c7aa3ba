import { HOUR_MS, type Instant, shift } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import {
  alice,
  arrived,
  eventually,
  invitation,
  movedBehindEnd,
  newestRequest,
  replyTo,
} from './world-steps.ts';

/** How deleting, marks and `inspect` must behave. */
export const upkeepChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S8.2a] deleteInbox: deletes what is old and the filter lets go',
    run: async (world) => {
      for (const subject of ['a', 'b', 'c']) {
        await world.sendMail({ from: alice, subject, html: '<p>old</p>' });
      }
      const messages = await arrived(world, 3);
      const keep = messages.find((message) => message.subject === 'b')?.messageId;
      const asked: string[] = [];
      let last = { deleted: 0, kept: 0, done: false };
      const before = shift(world.now(), HOUR_MS);
      for await (const progress of world.mailbox.deleteInbox(before, async (items) => {
        asked.push(...items.map((item) => item.messageId));
        return items.map((item) => item.messageId !== keep);
      })) {
        last = progress;
      }
      expect(last).toEqual({ deleted: 2, kept: 1, done: true });
      expect(asked.toSorted()).toEqual(messages.map((message) => message.messageId).toSorted());
      const results = await world.mailbox.read(messages.map((message) => message.ref));
      expect(results.map((result) => result.kind).toSorted()).toEqual(['gone', 'gone', 'message']);
    },
  },
  {
    title: '[S8.2a] deleteInbox: keeps mail that came later than asked for, and asks for none of it',
    run: async (world) => {
      await world.sendMail({ from: alice, subject: 'new', html: '<p>new</p>' });
      const [message] = await arrived(world, 1);
      if (!message) throw new Error('No message arrived.');
      let asked = 0;
      const filter = async (items: readonly unknown[]) => {
        asked += items.length;
        return items.map(() => true);
      };
      let deleted = 0;
      const before = shift(message.receivedAt, -HOUR_MS);
      for await (const progress of world.mailbox.deleteInbox(before, filter)) deleted = progress.deleted;
      expect({ asked, deleted }).toEqual({ asked: 0, deleted: 0 });
      expect((await world.mailbox.read([message.ref]))[0]?.kind).toBe('message');
    },
  },
  {
    title: '[S8.2a] deleteInbox: stops on the signal, and deletes nothing more',
    run: async (world) => {
      await world.sendMail({ from: alice, subject: 'old', html: '<p>old</p>' });
      const [message] = await arrived(world, 1);
      if (!message) throw new Error('No message arrived.');
      const signal = AbortSignal.abort(new Error('enough'));
      const all = async (items: readonly unknown[]) => items.map(() => true);
      const progress = world.mailbox.deleteInbox(shift(message.receivedAt, HOUR_MS), all, { signal });
      const deleting = (async () => {
        for await (const { done } of progress) if (done) break;
      })();
      await expect(deleting).rejects.toBe(signal.reason);
      expect((await world.mailbox.read([message.ref]))[0]?.kind).toBe('message');
    },
  },
  {
    title: '[S8.2b] deleteCalendar: keeps calendar items that have not ended, and series that go on',
    run: async (world) => {
      const ends = [];
      for (const [subject, repeat] of [
        ['single', undefined],
        ['series', { everyDays: 1, count: 3 }],
      ] as const) {
        const entered = invitation(world, 2, { subject, ...(repeat ? { repeat } : {}) });
        const meeting = await world.invite(entered);
        const request = await eventually(world, async () => {
          const newest = await newestRequest(world, 1);
          return newest.subject === subject ? newest : null;
        });
        await world.mailbox.respond([replyTo(request, 'accept')]);
        await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
        ends.push(entered.end);
      }
      const before = shift(ends[0] ?? world.now(), HOUR_MS);
      let last = { deleted: 0, kept: 0, done: false };
      for await (const progress of world.mailbox.deleteCalendar(before, async (items) =>
        items.map(() => true),
      )) {
        last = progress;
      }
      expect(last).toEqual({ deleted: 1, kept: 0, done: true });
      const range = { start: world.now(), end: shift(before, 96 * HOUR_MS) };
      expect(await world.mailbox.calendarView(range)).toHaveLength(3);
    },
  },
  {
    title: '[S8.2b] deleteCalendar: keeps a series with an instance that was moved behind its end',
    run: async (world) => {
      const { time, regularEnd } = await movedBehindEnd(world);
      const until = async (before: Instant) => {
        let last = { deleted: 0, kept: 0, done: false };
        const all = async (items: readonly unknown[]) => items.map(() => true);
        for await (const progress of world.mailbox.deleteCalendar(before, all)) last = progress;
        return last.deleted;
      };
      expect(await until(shift(regularEnd, HOUR_MS))).toBe(0);
      expect(await until(shift(time.end, HOUR_MS))).toBe(1);
    },
  },
  {
    title: '[S1.5b] marks and inspect: keeps the mark of the deployment that works the mailbox',
    run: async (world) => {
      expect(await world.mailbox.readMark()).toBeNull();
      const mark = { deploymentId: 'one <&> "1"', integrationId: 'i-1', writtenAt: world.now() };
      await world.mailbox.writeMark(mark);
      expect(await world.mailbox.readMark()).toEqual(mark);
      const other = { ...mark, deploymentId: 'two' };
      await world.mailbox.writeMark(other);
      expect(await world.mailbox.readMark()).toEqual(other);
      const renewal = { counter: 7, everyMs: 300_000, drawn: 12 };
      await world.mailbox.writeMark({ ...mark, renewal, replaced: ['one', 'two'] });
      expect(await world.mailbox.readMark()).toEqual({ ...mark, renewal, replaced: ['one', 'two'] });
    },
  },
  {
    title: 'marks and inspect: looks at the mailbox from outside',
    run: async (world) => {
      const seen = await world.mailbox.inspect();
      expect(seen.email).toBe(world.email);
    },
  },
  {
    title: '[S8.3b] marks and inspect: tells the mail system’s time of its last answer, where it tells any',
    run: async (world) => {
      await world.mailbox.inspect();
      if (world.mailbox.serverTime === undefined) return;
      const told = world.mailbox.serverTime();
      expect(Math.abs((told?.at ?? 0) - world.now())).toBeLessThan(5_000);
    },
  },
];
