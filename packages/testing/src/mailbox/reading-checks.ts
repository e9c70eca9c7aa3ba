import {
  cleanGlobalObjectId,
  DAY_MS,
  HOUR_MS,
  instant,
  isNewer,
  type MeetingCancellation,
  type MeetingRequest,
  type MeetingVersion,
  shift,
  ThrottledError,
} from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import {
  alice,
  arrived,
  distinct,
  follow,
  invitation,
  mallory,
  newestCancellation,
  newestRequest,
} from './world-steps.ts';

/** How `read` must behave. */
export const readingChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S4.2a, S12.10e] read: a request: meeting, time, organizer, subject, location and body',
    run: async (world) => {
      const more = { subject: 'Über <b>R&D</b>', html: '<p>R&amp;D ü €</p>', location: 'Room 7; VMR' };
      const entered = invitation(world, 2, more);
      await world.invite(entered);
      const request = await newestRequest(world, 1);
      expect(request).toMatchObject({
        subject: entered.subject,
        location: entered.location,
        start: entered.start,
        end: entered.end,
        allDay: false,
        instance: null,
        series: null,
        outOfDate: false,
        delegateCopy: false,
        organizer: { name: alice.name },
      });
      expect(request.organizer?.email.toLowerCase()).toBe(alice.email);
      expect(request.body.type).toBe('html');
      expect(request.body.content).toContain('R&amp;D ü €');
      expect(request.messageId).not.toBe('');
      expect(cleanGlobalObjectId(request.identity)).toMatch(/^040000008200e00074c5b7101a82e008/);
    },
  },
  {
    title: '[S4.3a] read: an update: the same meeting, a newer version',
    run: async (world) => {
      const entered = invitation(world, 2);
      const meeting = await world.invite(entered);
      const first = await newestRequest(world, 1);
      const moved = { start: shift(entered.start, HOUR_MS), end: shift(entered.end, HOUR_MS) };
      await world.update(meeting, { subject: 'Moved', time: moved });
      const second = await newestRequest(world, 2);
      expect(second).toMatchObject({ subject: 'Moved', ...moved });
      expect(cleanGlobalObjectId(second.identity)).toBe(cleanGlobalObjectId(first.identity));
      expect(isNewer(version(second), version(first))).toBe(true);
    },
  },
  {
    title: '[S4.3b] read: a cancellation: the same meeting, a newer version',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const first = await newestRequest(world, 1);
      await world.cancel(meeting);
      const gone = await newestCancellation(world, 2);
      expect(gone.instance).toBeNull();
      expect(cleanGlobalObjectId(gone.identity)).toBe(cleanGlobalObjectId(first.identity));
      expect(isNewer(version(gone), version(first))).toBe(true);
    },
  },
  {
    title: '[S4.3c] read: a mailbox taken off the attendees gets a cancellation',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      await arrived(world, 1);
      await world.uninvite(meeting);
      expect((await newestCancellation(world, 2)).kind).toBe('cancellation');
    },
  },
  {
    title: '[S4.4a] read: a series: its end, and the instances that differ',
    run: async (world) => {
      const entered = invitation(world, 2, { repeat: { everyDays: 1, count: 5 } });
      const meeting = await world.invite(entered);
      const request = await newestRequest(world, 1);
      expect(request.series?.lastEnd).toBe(shift(entered.end, 4 * DAY_MS));
      expect(request).toMatchObject({ start: entered.start, end: entered.end, instance: null });

      const second = shift(entered.start, DAY_MS);
      const time = { start: shift(second, HOUR_MS), end: shift(second, 2 * HOUR_MS) };
      await world.update(meeting, { time }, second);
      const changed = await newestRequest(world, 2);
      expect(changed).toMatchObject({ instance: second, series: null, ...time });
      expect(cleanGlobalObjectId(changed.identity)).toBe(cleanGlobalObjectId(request.identity));

      const third = shift(entered.start, 2 * DAY_MS);
      await world.cancel(meeting, third);
      const off = await newestCancellation(world, 3);
      expect(off.instance).toBe(third);
      expect(cleanGlobalObjectId(off.identity)).toBe(cleanGlobalObjectId(request.identity));
    },
  },
  {
    title:
      '[S4.4a] read: series of different patterns differ in them, and one series tells its own each time',
    run: async (world) => {
      for (const everyDays of [1, 2]) {
        const repeat = { everyDays, count: 3 };
        await world.invite(invitation(world, 2, { subject: `every ${everyDays}`, repeat }));
      }
      const patterns = async () => {
        const requests = (await arrived(world, 2)).filter((message) => message.kind === 'request');
        return new Map(requests.map(({ subject, series }) => [subject, series?.pattern]));
      };
      const told = await patterns();
      expect(new Set(told.values()).size).toBe(2);
      expect(await patterns()).toEqual(told);
    },
  },
  {
    title: 'read: a mail about no meeting is something else',
    run: async (world) => {
      await world.sendMail({ from: alice, subject: 'Lunch?', html: '<p>Noon</p>' });
      expect((await arrived(world, 1))[0]).toMatchObject({ kind: 'other', subject: 'Lunch?' });
    },
  },
  {
    title: '[S4.10b] read: tells whether the mail system authenticated the sender',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      await world.invite(invitation(world, 3, { organizer: mallory, subject: 'Forged' }));
      const messages = await arrived(world, 2);
      const trust = new Map(messages.map((message) => [message.subject, message.senderAuthenticated]));
      expect(Object.fromEntries(trust)).toEqual({ Planning: true, Forged: false });
    },
  },
  {
    title:
      '[S4.12a] read: people whose addresses it tells only when asked for them are told by their addresses',
    run: async (world) => {
      await world.hideAddresses('findable');
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.cancel(meeting);
      const gone = await newestCancellation(world, 2);
      for (const { organizer, sender, organizerUnresolved } of [request, gone]) {
        expect([organizer?.email, sender?.email].map((email) => email?.toLowerCase())).toEqual([
          alice.email,
          alice.email,
        ]);
        expect(organizerUnresolved ?? false).toBe(false);
      }
    },
  },
  {
    title: '[S4.12c] read: an organizer whom nobody can find is told as unresolved, and not as nobody',
    run: async (world) => {
      await world.hideAddresses('unknown');
      await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      expect(request).toMatchObject({
        organizer: null,
        organizerUnresolved: true,
        senderAuthenticated: true,
      });
    },
  },
  {
    title: '[S4.12c] read: a message whose body cannot be converted is told without it',
    run: async (world) => {
      const entered = invitation(world, 2);
      const meeting = await world.invite(entered);
      await arrived(world, 1);
      await world.spoilBody(meeting);
      expect(await newestRequest(world, 1)).toMatchObject({
        bodyUnreadable: true,
        body: { content: '' },
        subject: entered.subject,
        start: entered.start,
        organizer: { name: alice.name },
      });
    },
  },
  {
    title: '[S4.1d] read: one bad message spoils no other, and the order is kept',
    run: async (world) => {
      const meetings = [];
      for (const name of ['a', 'b', 'c', 'd']) {
        meetings.push(await world.invite(invitation(world, 2, { subject: name })));
      }
      const { refs } = await follow(world, null, (seen) => distinct(seen).length >= 4);
      await arrived(world, 4);
      const bad = meetings[1];
      if (bad) await world.poison(bad);
      const asked = distinct(refs);
      const results = await world.mailbox.read([...asked, { id: 'AAMkAGgone' }]);
      expect(results).toHaveLength(5);
      expect(results[4]?.kind === 'gone' || results[4]?.kind === 'unreadable').toBe(true);
      const read = results.slice(0, 4).map((result) => {
        return result.kind === 'message' ? result.message.subject : result.kind;
      });
      expect([...read].sort()).toEqual(['a', 'c', 'd', 'unreadable']);
      results.slice(0, 4).forEach((result, place) => {
        if (result.kind === 'message') expect(result.message.ref).toEqual(asked[place]);
      });
    },
  },
  {
    title: '[S4.1d] read: tells why a message is unreadable without a word of it',
    run: async (world) => {
      const subject = 'Confidential merger';
      const meeting = await world.invite(invitation(world, 2, { subject, html: '<p>Codeword</p>' }));
      const [message] = await arrived(world, 1);
      if (!message) throw new Error('No message arrived.');
      await world.poison(meeting);
      const [result] = await world.mailbox.read([message.ref]);
      expect(result?.kind).toBe('unreadable');
      expect(JSON.stringify(result)).not.toMatch(/merger|codeword/i);
    },
  },
  {
    title: 'read: stops on the signal, with its reason',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      const [message] = await arrived(world, 1);
      const reason = new Error('enough');
      const options = { signal: AbortSignal.abort(reason) };
      await expect(world.mailbox.read(message ? [message.ref] : [], options)).rejects.toBe(reason);
    },
  },
  {
    title: 'read: reads a body of several megabytes',
    timeoutMs: 30_000,
    run: async (world) => {
      const html = `<p>${'lorem ipsum '.repeat(200_000)}</p>`;
      await world.invite(invitation(world, 2, { html }));
      expect((await newestRequest(world, 1)).body.content.length).toBeGreaterThanOrEqual(html.length);
    },
  },
  {
    title: 'read: rejects while the mail system asks for a pause, and tells how long',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      const { refs } = await follow(world, null, (seen) => seen.length >= 1);
      await arrived(world, 1);
      await world.trouble({ kind: 'throttled', retryAfterMs: 200 });
      const error = await world.mailbox.read(refs).catch((reason: unknown) => reason);
      expect(ThrottledError.is(error) && error.retryAfterMs > 0).toBe(true);
      await world.calm();
      expect((await world.mailbox.read(refs))[0]?.kind).toBe('message');
    },
  },
];

function version(message: MeetingRequest | MeetingCancellation): MeetingVersion {
  return {
    stamp: message.stamp,
    sequence: message.sequence,
    cancels: message.kind === 'cancellation',
    received: instant(message.receivedAt),
    messageId: message.messageId,
    mailboxId: '',
    articleNumber: null,
    arrival: 0,
  };
}
