import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { everyMailSystem } from '../scheduling/mail-systems.ts';
import { at, type SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { ada, createRig, invite, lostStore, recover, work } from './operations-rig.ts';

const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');
const tagId = (tag: string) => tag.slice('PXPS:-'.length, -1);

for (const [name, createWorld] of everyMailSystem()) {
  const processing = name !== 'EWS without calendar processing';

  describe(`recovery, like ${name}`, () => {
    let clock = new FakeClock();
    let world = createWorld(clock);
    let before = createRig(world, clock);

    beforeEach(() => {
      clock = new FakeClock();
      world = createWorld(clock);
      before = createRig(world, clock);
    });

    async function afterLoss(): Promise<SchedulingRig> {
      return createRig(world, clock, { database: await lostStore(before), seed: 99 });
    }

    it('[S8.1b] gives a meeting and a series their own aliases back and mails nobody', async () => {
      const single = await invite(before, world, { start, end });
      const series = await invite(before, world, { subject: 'Daily', start, end, days: 5 });
      await work(before, clock);
      await world.cancel(series.meeting, shift(start, DAY_MS));
      await work(before, clock);
      const rig = await afterLoss();
      const answered = world.allAnswers().length;
      const { report } = await recover(rig);
      expect(report).toMatchObject({ restored: 2, renewed: 0, told: 0, failed: {} });
      const meetings = await rig.meetings();
      expect(meetings.map(({ conference }) => conference?.alias).toSorted()).toEqual(
        [single.alias, series.alias].toSorted(),
      );
      expect(meetings.map(({ conference }) => conference?.tag).toSorted()).toEqual(
        [single.tag, series.tag].toSorted(),
      );
      expect(meetings.flatMap(({ outbox }) => outbox)).toEqual([]);
      expect(meetings[0]).toMatchObject({
        status: 'live',
        organizer: ada,
        conference: { description: 'for ada@corp.example', origin: 'VMRKit scheduling: Rig' },
      });
      expect(meetings.map(({ conference }) => conference?.name).toSorted()).toEqual([
        'Daily (Ada)',
        'Plan (Ada)',
      ]);
      await work(rig, clock);
      expect(await rig.admit(single.alias, start)).toMatchObject({ kind: 'admitted' });
      expect(await rig.admit(single.alias, shift(start, -31 * MINUTE_MS))).toMatchObject({ kind: 'closed' });
      const day = async (count: number) => (await rig.admit(series.alias, shift(start, count * DAY_MS))).kind;
      // Without calendar processing the calendar keeps an occurrence that was cancelled.
      const second = processing ? 'closed' : 'admitted';
      expect([await day(0), await day(1), await day(2)]).toEqual(['admitted', second, 'admitted']);
      expect(world.rewrites()).toHaveLength(0);
      expect(world.allAnswers()).toHaveLength(answered);
    });

    it('[S8.1c] a restored meeting goes on as before: updates and cancellations find it', async () => {
      const { meeting, alias } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await recover(rig);
      const time = { start: shift(start, HOUR_MS), end: shift(end, HOUR_MS) };
      await world.update(meeting, { time, subject: 'Plan B' });
      await work(rig, clock);
      expect((await world.answers(meeting)).at(-1)?.text).toContain('single-edited');
      expect(await rig.admit(alias, time.end)).toMatchObject({ conference: { name: 'Plan B (Ada)' } });
      await world.cancel(meeting);
      await work(rig, clock);
      expect(await rig.admit(alias, time.start)).toMatchObject({ kind: 'closed', reason: 'cancelled' });
    });

    it('[S8.1d] a number that is another’s by now: new aliases, the old block and tag replaced, one update to all', async () => {
      const { meeting, tag, alias } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await takeFor(rig, tag);
      const { report } = await recover(rig);
      expect(report).toMatchObject({ restored: 0, renewed: 1, told: 1, failed: {} });
      const [stored] = await rig.meetings();
      expect(stored?.conference?.alias).not.toBe(alias);
      const html = (await world.organizerView(meeting))?.html ?? '';
      expect(html).toContain(stored?.conference?.tag);
      expect(html).toContain(stored?.conference?.alias);
      expect(html).not.toContain(tag);
      expect(html).not.toContain(alias);
      expect(html.match(/New details\./g)).toHaveLength(1);
      expect(html.indexOf('New details.')).toBeLessThan(html.indexOf('Join '));
      expect(html).toContain('<p>Agenda</p>');
      await work(rig, clock);
      const answers = await world.answers(meeting);
      expect(answers).toHaveLength(2);
      expect(answers[1]).toMatchObject({ verdict: 'accept' });
      expect(answers[1]?.text).toContain('single-new');
      expect(world.rewrites()).toHaveLength(1);
      expect(await rig.admit(stored?.conference?.alias ?? '', start)).toMatchObject({ kind: 'admitted' });
    });

    it('[S8.1d] an organizer’s calendar that does not show the meeting: an alarm, and the next run tells', async () => {
      const { meeting, tag } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await takeFor(rig, tag);
      world.lag(meeting, null);
      const running = recover(rig);
      await clock.advance(MINUTE_MS);
      expect((await running).report).toMatchObject({ renewed: 1, told: 0, postponed: 1, failed: {} });
      const standing = async () =>
        (
          await rig.store.alarms.find('default', { index: 'standing', equals: ['default'], limit: 9 })
        ).items.map(({ value }) => value.kind);
      expect(await standing()).toEqual(['rewrite-not-found']);
      world.catchUp(meeting);
      expect((await recover(rig)).report).toMatchObject({ renewed: 0, told: 1, postponed: 0 });
      const [stored] = await rig.meetings();
      expect((await world.organizerView(meeting))?.html).toContain(stored?.conference?.tag);
      expect(await standing()).toEqual([]);
    });

    it('[S8.1e] recovered twice, the blocks of both recoveries are not doubled', async () => {
      const { meeting, tag } = await invite(before, world, { start, end });
      await work(before, clock);
      const second = await afterLoss();
      await takeFor(second, tag);
      await recover(second);
      await work(second, clock);
      const [renewed] = await second.meetings();
      const third = createRig(world, clock, { database: await lostStore(second), seed: 5 });
      await takeFor(third, renewed?.conference?.tag ?? '');
      await recover(third);
      const html = (await world.organizerView(meeting))?.html ?? '';
      expect(html.match(/New details\./g)).toHaveLength(1);
      expect(html.match(/Join /g)).toHaveLength(1);
      expect(html.match(/PXPS:-/g)).toHaveLength(1);
    });

    // Without calendar processing the calendar keeps the body that was accepted.
    if (processing)
      it('[S8.1d] a damaged tag: new aliases, and what is left of the tag is replaced', async () => {
        const { meeting, tag } = await invite(before, world, { start, end });
        await work(before, clock);
        const damaged = `${tag.slice(0, 20)}${tag.charAt(20) === 'a' ? 'b' : 'a'}${tag.slice(21)}`;
        await world.update(meeting, { html: `<p>Join meet.1@vmr.example</p><p>${damaged}</p><p>Agenda</p>` });
        await work(before, clock);
        const rig = await afterLoss();
        const { report } = await recover(rig);
        expect(report).toMatchObject({ renewed: 1, told: 1 });
        const html = (await world.organizerView(meeting))?.html ?? '';
        expect(html).not.toContain(damaged);
        expect(html.match(/Join /g)).toHaveLength(1);
        expect(html).toContain('<p>Agenda</p>');
      });

    it('[S8.1f] refuses a mailbox with unread changes, with another deployment’s mark, and in replay', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await world.sendMail({ from: ada, subject: 'Hello', html: '<p>Hello</p>' });
      const refusal = async () => (await recover(rig)).report.plan.mailboxes[0]?.refused;
      expect(await refusal()).toBe('ERR_MAILBOX_UNREAD');
      await work(rig, clock);
      const mark = { deploymentId: 'other', integrationId: 'i', writtenAt: clock.now() };
      await world.mailbox.writeMark(mark);
      expect(await refusal()).toBe('ERR_MAILBOX_SHARED');
      await world.mailbox.writeMark({ ...mark, deploymentId: 'rig' });
      await world.loseCursors();
      expect(await refusal()).toBe('ERR_MAILBOX_REPLAY');
      expect(await rig.meetings()).toHaveLength(0);
    });

    it('[S8.1f] refuses a mailbox with a parked message', async () => {
      const { meeting } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await world.update(meeting, { subject: 'Poisoned' });
      await world.poison(meeting);
      await work(rig, clock);
      expect((await recover(rig)).report.plan.mailboxes[0]?.refused).toBe('ERR_MAILBOX_UNREAD');
    });

    it('[S8.1g] a dry run and a plan that is not confirmed write nothing and tell what would be done', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      for (const options of [{ dryRun: true }, { confirm: async () => false }]) {
        const { report } = await recover(rig, options);
        expect(report).toMatchObject({ confirmed: false, restored: 0, plan: { conferences: 1, mails: 0 } });
        expect(report.plan.mailboxes[0]).toMatchObject({ found: 1, tasks: { restore: 1, renew: 0 } });
        expect(await rig.meetings()).toHaveLength(0);
      }
    });

    it('[S8.1h] looks at meetings after the time limit and at one integration only', async () => {
      await invite(before, world, { start, end });
      await invite(before, world, { start: shift(start, 2 * DAY_MS), end: shift(end, 2 * DAY_MS) });
      await work(before, clock);
      const rig = await afterLoss();
      expect((await recover(rig, { integrationId: 'another' })).report.plan.mailboxes).toEqual([]);
      const { report } = await recover(rig, { after: shift(start, DAY_MS) });
      expect(report.restored).toBe(1);
      expect((await recover(rig)).report).toMatchObject({ restored: 1, plan: { conferences: 1 } });
      expect((await recover(rig)).report.plan.mailboxes[0]?.left.known).toBe(2);
    });

    it('[S8.1i] without rights over the organizer the conference is made, an alarm says so, and a later run tells', async () => {
      const { meeting, tag } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = await afterLoss();
      await takeFor(rig, tag);
      await world.trouble({ kind: 'not-allowed', email: ada.email });
      expect((await recover(rig)).report).toMatchObject({ renewed: 1, told: 0, notAllowed: 1 });
      const query = { index: 'standing', equals: ['default'], limit: 10 } as const;
      const alarms = await rig.store.alarms.find('default', query);
      expect(alarms.items.map(({ value }) => value.kind)).toEqual(['organizer-not-allowed']);
      await world.calm();
      expect((await recover(rig)).report).toMatchObject({ renewed: 0, told: 1, plan: { mails: 1 } });
      expect((await world.organizerView(meeting))?.html).toContain(
        (await rig.meetings())[0]?.conference?.tag,
      );
      expect((await recover(rig)).report.plan.tasks.size).toBe(0);
    });

    it('[S8.1j] runs beside the worker: mail that comes meanwhile is not answered over its head', async () => {
      const moved = await invite(before, world, { start, end });
      const off = await invite(before, world, { subject: 'Off', start, end });
      const kept = await invite(before, world, { subject: 'Kept', start, end });
      await work(before, clock);
      const database = await lostStore(before);
      let told = false;
      const ports = world.connect({
        step: async (step) => {
          if (step !== 'after acceptedMeetings' || told) return;
          told = true;
          await world.update(moved.meeting, { subject: 'Moved' });
          await world.cancel(off.meeting);
          await clock.advance(2_000);
        },
      });
      const rig = createRig(world, clock, { database, seed: 99 });
      rig.start();
      await clock.advance(5_000);
      const operator = createRig(world, clock, { database: database.connect(), ports, seed: 3 });
      const running = recover(operator, { confirm: async () => true });
      for (let turn = 0; turn < 30; turn += 1) await clock.advance(1_000);
      await running;
      const stopped = rig.stop();
      await clock.advance(60_000);
      await stopped;
      const live = (await rig.meetings()).filter(({ status }) => status === 'live');
      const last = (await world.answers(moved.meeting)).at(-1);
      // The worker was asked before the conference was back: declined and without one, or accepted and with one (I2).
      expect(live.some(({ subject }) => subject === 'Moved')).toBe(last?.verdict === 'accept');
      expect(live.some(({ subject }) => subject === 'Off')).toBe(false);
      expect(live.some(({ subject }) => subject === 'Kept')).toBe(true);
      expect(await rig.admit(kept.alias, start)).toMatchObject({ kind: 'admitted' });
    });

    /** Somebody else's meeting has the tag's number. */
    async function takeFor(rig: SchedulingRig, tag: string): Promise<void> {
      const { mailboxId } = rig.context(0);
      const meetingKey = `${rig.policy.integrationId}:00` as Parameters<typeof rig.reservations.bind>[1];
      const restored = await rig.reservations.restore(tagId(tag), {
        meetingKey,
        mailboxId,
        correlationId: 'c',
      });
      await rig.reservations.bind(restored?.id ?? '', meetingKey);
    }
  });
}
