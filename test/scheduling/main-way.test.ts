import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '@vmrkit/core';
import type { FakeMailboxWorld } from '@vmrkit/testing';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { everyMailSystem } from './mail-systems.ts';
import { at, SchedulingRig } from './scheduling-rig.ts';

const organizer = { name: 'Ada', email: 'ada@corp.example' };
const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');

for (const [name, createWorld] of everyMailSystem()) {
  describe(`the main way, like ${name}`, () => {
    const clock = new FakeClock();
    let open: { rig: SchedulingRig; world: FakeMailboxWorld } | null = null;

    function set(options: { readonly withoutRights?: boolean } = {}) {
      const world = createWorld(clock);
      const rig = new SchedulingRig({
        clock,
        random: createSeededRandom(7),
        database: createWeakMemoryDatabase(),
        mailbox: world.mailbox,
        calendars: options.withoutRights ? null : world.calendars,
      });
      rig.start();
      open = { rig, world };
      return open;
    }

    const settle = () => clock.advance(30_000);

    afterEach(async () => {
      const { rig, world } = open ?? {};
      const stopped = rig?.stop();
      await clock.advance(60_000);
      await stopped;
      await world?.close();
      clock.jumpTo(at('2026-01-05T09:00:00Z'));
    });

    it('[S4.2a, S4.8a] a request with a known tag makes one VMR and is accepted once', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const meeting = await world.invite({
        organizer,
        subject: 'Plan',
        html: rig.invitation(reservation),
        start,
        end,
      });
      await settle();
      const answers = await world.answers(meeting);
      expect(answers.map(({ verdict }) => verdict)).toEqual(['accept']);
      expect(answers[0]?.text).toContain('single-new');
      expect(answers[0]?.text).toContain(reservation.alias);
      const [stored] = await rig.meetings();
      expect(stored?.conference).toMatchObject({
        name: 'Plan (Ada)',
        alias: reservation.alias,
        subject: 'Plan',
      });
    });

    it('[S5.1a, S5.1b] the VMR is joinable in its window and not outside', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      await world.invite({ organizer, subject: 'Plan', html: rig.invitation(reservation), start, end });
      await settle();
      const kinds = await Promise.all(
        [-31, -30, 0, 119, 121].map((minutes) =>
          rig.admit(reservation.alias, shift(start, minutes * MINUTE_MS)).then(({ kind }) => kind),
        ),
      );
      expect(kinds).toEqual(['closed', 'admitted', 'admitted', 'admitted', 'closed']);
      expect(await rig.admit(reservation.numericAlias, start)).toMatchObject({ kind: 'admitted' });
      expect(await rig.admit('meet.000000', start)).toEqual({ kind: 'unknown' });
    });

    it('[S4.3a, S4.3b] a moved meeting moves its window and is answered as edited', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const meeting = await world.invite({
        organizer,
        subject: 'Plan',
        html: rig.invitation(reservation),
        start,
        end,
      });
      await settle();
      const time = { start: shift(start, 5 * HOUR_MS), end: shift(end, 5 * HOUR_MS) };
      await world.update(meeting, { time, subject: 'Plan B' });
      await settle();
      expect((await world.answers(meeting)).at(-1)?.text).toContain('single-edited');
      expect(await rig.admit(reservation.alias, start)).toMatchObject({ kind: 'closed', reason: 'not-yet' });
      const decision = await rig.admit(reservation.alias, time.start);
      expect(decision).toMatchObject({
        kind: 'admitted',
        conference: { name: 'Plan B (Ada)', subject: 'Plan B' },
      });
    });

    it('[S4.3c, S4.3f, S4.3g] a cancelled meeting closes its join window, and comes back when the mailbox is invited again', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const meeting = await world.invite({
        organizer,
        subject: 'Plan',
        html: rig.invitation(reservation),
        start,
        end,
      });
      await settle();
      await world.uninvite(meeting);
      await settle();
      expect(await rig.admit(reservation.alias, start)).toMatchObject({
        kind: 'closed',
        reason: 'cancelled',
      });
      await world.reinvite(meeting);
      await settle();
      expect(await rig.admit(reservation.alias, start)).toMatchObject({ kind: 'admitted' });
      expect((await world.answers(meeting)).map(({ verdict }) => verdict)).toEqual(['accept', 'accept']);
    });

    it('[S4.4a, S4.4b, S4.3d] one VMR serves a series, and only during its occurrences', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const repeat = { everyDays: 1, count: 10 };
      const meeting = await world.invite({
        organizer,
        subject: 'Daily',
        html: rig.invitation(reservation),
        start,
        end,
        repeat,
      });
      await settle();
      expect((await world.answers(meeting))[0]?.text).toContain('series-new');
      expect(await rig.meetings()).toHaveLength(1);
      const second = shift(start, DAY_MS);
      expect(await rig.admit(reservation.alias, second)).toMatchObject({ kind: 'admitted' });
      expect(await rig.admit(reservation.alias, shift(second, 6 * HOUR_MS))).toMatchObject({
        kind: 'closed',
      });
      await world.cancel(meeting, second);
      await settle();
      expect(await rig.admit(reservation.alias, second)).toMatchObject({ kind: 'closed', reason: 'not-yet' });
      expect(await rig.admit(reservation.alias, start)).toMatchObject({ kind: 'admitted' });
      await world.cancel(meeting);
      await settle();
      expect(await rig.admit(reservation.alias, start)).toMatchObject({
        kind: 'closed',
        reason: 'cancelled',
      });
    });

    it('[S4.5a, S4.5i] without a good tag a request is declined and leaves no VMR', async () => {
      const { rig, world } = set();
      const meeting = await world.invite({ organizer, subject: 'Plan', html: '<p>Hello</p>', start, end });
      await settle();
      const [answer] = await world.answers(meeting);
      expect(answer).toMatchObject({ verdict: 'decline' });
      expect(answer?.text).toContain('invalid-alias-id');
      expect((await rig.meetings()).every(({ conference }) => conference === null)).toBe(true);
    });

    it('[S4.6a, S4.6b, S4.6e] a token tag is redeemed: instructions in its place, and one answer', async () => {
      const { rig, world } = set();
      const html = rig.deferredInvitation(clock.now());
      const meeting = await world.invite({ organizer, subject: 'Plan', html, start, end });
      await settle();
      const [stored] = await rig.meetings();
      const body = (await world.organizerView(meeting))?.html ?? '';
      expect(body).toContain(stored?.conference?.tag);
      expect(body).not.toContain('TOK:');
      expect(body).not.toContain('will follow');
      expect(body).toContain('<p>Agenda</p>');
      const answers = await world.answers(meeting);
      expect(answers.map(({ verdict }) => verdict)).toEqual(['accept']);
      expect(answers[0]?.text).toContain('single-new');
      expect(world.rewrites()).toHaveLength(1);
    });

    it('[S4.7a, S4.7b] without rights over organizers a token tag is accepted all the same, with an alarm', async () => {
      const { rig, world } = set({ withoutRights: true });
      const html = rig.deferredInvitation(clock.now());
      const meeting = await world.invite({ organizer, subject: 'Plan', html, start, end });
      await settle();
      expect((await world.answers(meeting)).map(({ verdict }) => verdict)).toEqual(['accept']);
      const alarms = await rig.store.alarms.find('default', {
        index: 'standing',
        equals: ['default'],
        limit: 10,
      });
      expect(alarms.items.map(({ value }) => value.kind)).toContain('organizer-not-allowed');
    });

    it('[S4.9a, S4.9b] after retention the VMR is gone and a late update is declined as alias deleted', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const meeting = await world.invite({
        organizer,
        subject: 'Plan',
        html: rig.invitation(reservation),
        start,
        end,
      });
      await settle();
      clock.jumpTo(shift(clock.now(), 3 * DAY_MS));
      await settle();
      expect(await rig.admit(reservation.alias, start)).toEqual({ kind: 'unknown' });
      const time = { start: shift(clock.now(), HOUR_MS), end: shift(clock.now(), 2 * HOUR_MS) };
      await world.update(meeting, { time });
      await settle();
      expect((await world.answers(meeting)).at(-1)).toMatchObject({ verdict: 'decline' });
      expect((await world.answers(meeting)).at(-1)?.text).toContain('alias-deleted');
    });

    it('[S4.10c] a forged cancellation changes nothing', async () => {
      const { rig, world } = set();
      const reservation = await rig.reserve();
      const meeting = await world.invite({
        organizer,
        subject: 'Plan',
        html: rig.invitation(reservation),
        start,
        end,
      });
      await settle();
      await world.forge({
        meeting,
        kind: 'cancellation',
        sender: { name: 'Eve', email: 'eve@outside.example' },
      });
      await world.forge({ meeting, kind: 'cancellation', sender: organizer });
      await settle();
      expect(await rig.admit(reservation.alias, start)).toMatchObject({ kind: 'admitted' });
    });
  });
}
