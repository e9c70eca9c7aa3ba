import { DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from '../scheduling/mail-systems.ts';
import { at } from '../scheduling/scheduling-rig.ts';
import { ada, createRig, invite, lostStore, maintain, work } from './operations-rig.ts';

const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');

for (const [name, createWorld] of ewsAndGraph()) {
  describe(`maintenance, like ${name}`, () => {
    let clock = new FakeClock();
    let world = createWorld(clock);
    let rig = createRig(world, clock);

    beforeEach(() => {
      clock = new FakeClock();
      world = createWorld(clock);
      rig = createRig(world, clock);
    });

    const present = () => world.delivered().filter((message) => message.present).length;
    const later = (milliseconds: number) => clock.jumpTo(shift(clock.now(), milliseconds));

    it('[S8.2c] deletes what the worker has committed and leaves the meetings as they are', async () => {
      const { meeting, alias } = await invite(rig, world, { start, end });
      await work(rig, clock);
      await world.update(meeting, { subject: 'Plan B' });
      await world.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
      await work(rig, clock);
      const before = present();
      later(HOUR_MS);
      const report = await maintain(rig);
      expect(report.mailboxes[0]).toMatchObject({ inbox: { deleted: before, kept: 0 }, failed: null });
      expect(present()).toBe(0);
      expect(report.mailboxes[0]?.calendar.deleted).toBe(0);
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'admitted' });
      expect((await maintain(rig)).mailboxes[0]?.inbox).toEqual({ deleted: 0, kept: 0 });
    });

    it('[S8.2d] keeps what the worker has not seen yet, and works on it afterwards', async () => {
      await work(rig, clock);
      const { alias } = await invite(rig, world, { start, end });
      later(HOUR_MS);
      const report = await maintain(rig);
      expect(report.mailboxes[0]?.inbox).toEqual({ deleted: 0, kept: 1 });
      await work(rig, clock);
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'admitted' });
    });

    it('[S8.2d] keeps a request whose answer is still to be sent', async () => {
      rig.start();
      await clock.advance(2_000);
      const ports = world.connect({
        step: async (step) => {
          if (step === 'before respond') throw new TypeError('No answers today.');
        },
      });
      const stopped = rig.stop();
      await clock.advance(60_000);
      await stopped;
      const mute = createRig(world, clock, { ports, database: await lostStore(rig), seed: 3 });
      const { meeting } = await invite(mute, world, { start, end });
      await work(mute, clock);
      expect(await mute.meetings()).toHaveLength(1);
      later(HOUR_MS);
      expect((await maintain(mute)).mailboxes[0]?.inbox).toEqual({ deleted: 0, kept: 1 });
      expect(await world.answers(meeting)).toHaveLength(0);
    });

    it('[S8.2d] keeps a parked message', async () => {
      const { meeting } = await invite(rig, world, { start, end });
      await world.poison(meeting);
      await work(rig, clock);
      later(MINUTES_5);
      expect((await maintain(rig)).mailboxes[0]?.inbox).toEqual({ deleted: 0, kept: 1 });
      world.heal(meeting);
      expect((await maintain(rig)).mailboxes[0]?.inbox).toEqual({ deleted: 0, kept: 1 });
      await work(rig, clock);
      expect(await rig.meetings()).toHaveLength(1);
    });

    it('[S8.2e] deletes calendar items that are over, a series by its last instance, and closes no join window', async () => {
      const single = await invite(rig, world, { start, end });
      const series = await invite(rig, world, { subject: 'Daily', start, end, days: 3 });
      await work(rig, clock);
      const range = { start: shift(start, -DAY_MS), end: shift(start, 30 * DAY_MS) };
      expect(await world.mailbox.calendarView(range)).toHaveLength(4);
      clock.jumpTo(shift(end, HOUR_MS / 2));
      await maintain(rig);
      expect(await world.mailbox.calendarView(range)).toHaveLength(4);
      clock.jumpTo(shift(end, 2 * HOUR_MS));
      expect((await maintain(rig)).mailboxes[0]?.calendar).toEqual({ deleted: 1, kept: 0 });
      expect(await world.mailbox.calendarView(range)).toHaveLength(3);
      clock.jumpTo(shift(end, 2 * DAY_MS + HOUR_MS / 2));
      await maintain(rig);
      await work(rig, clock);
      expect(await rig.admit(series.alias)).toMatchObject({ kind: 'admitted' });
      clock.jumpTo(shift(end, 2 * DAY_MS + 2 * HOUR_MS));
      expect((await maintain(rig)).mailboxes[0]?.calendar).toEqual({ deleted: 1, kept: 0 });
      expect(single.alias).not.toBe(series.alias);
    });

    it('[S8.2f] obeys its time limits and the integration, and a dry run deletes nothing', async () => {
      const { meeting } = await invite(rig, world, { start, end });
      await work(rig, clock);
      await world.update(meeting, { subject: 'Plan B' });
      await world.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
      await work(rig, clock);
      const before = present();
      const early = at('2026-01-01T00:00:00Z');
      clock.jumpTo(shift(end, DAY_MS));
      const none = { deleted: 0, kept: 0 };
      const limited = await maintain(rig, { inboxBefore: early, calendarBefore: early });
      expect(limited.mailboxes[0]).toMatchObject({ inbox: none, calendar: none });
      expect((await maintain(rig, { integrationId: 'another' })).mailboxes).toEqual([]);
      const dry = await maintain(rig, { dryRun: true });
      expect(dry.mailboxes[0]).toMatchObject({
        inbox: { deleted: before, kept: 0 },
        calendar: { deleted: 1, kept: 0 },
      });
      expect(present()).toBe(before);
      expect((await maintain(rig)).mailboxes[0]).toMatchObject({
        inbox: { deleted: before },
        calendar: { deleted: 1 },
      });
    });

    it('[S8.2g] stays away from a mailbox that another deployment has marked', async () => {
      await world.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
      await work(rig, clock);
      await world.mailbox.writeMark({ deploymentId: 'other', integrationId: 'i', writtenAt: clock.now() });
      later(HOUR_MS);
      expect((await maintain(rig)).mailboxes[0]).toMatchObject({
        inbox: { deleted: 0 },
        failed: 'ERR_MAILBOX_SHARED',
      });
      expect(present()).toBe(1);
    });

    it('[S8.2h] stopped anywhere and run again, it deletes the same', async () => {
      for (let stopAt = 1; stopAt < 40; stopAt += 1) {
        const ownClock = new FakeClock();
        const ownWorld = createWorld(ownClock);
        const own = createRig(ownWorld, ownClock);
        await invite(own, ownWorld, { start, end });
        await ownWorld.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
        await work(own, ownClock);
        const { meeting: late } = await invite(own, ownWorld, { subject: 'Late', start, end });
        ownClock.jumpTo(shift(end, 2 * DAY_MS));
        let steps = 0;
        const ports = ownWorld.connect({
          step: async () => {
            steps += 1;
            if (steps === stopAt) throw new RangeError('Stopped.');
          },
        });
        const operator = { ...own, context: (fence: number) => ({ ...own.context(fence), ...ports }) };
        const stopped = await maintain(Object.assign(Object.create(own), operator)).then(
          () => false,
          () => true,
        );
        await maintain(own);
        const left = ownWorld.delivered().filter((message) => message.present);
        expect(
          left.map(({ meetingId }) => meetingId),
          `stopped at ${stopAt}`,
        ).toEqual([late.id]);
        if (!stopped) break;
      }
    });
  });
}

const MINUTES_5 = 300_000;
