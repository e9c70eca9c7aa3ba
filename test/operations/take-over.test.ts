import { codeOf, DAY_MS, MINUTE_MS, shift } from '@vmrkit/core';
import { type TakeOverEvent, takeOverMailbox } from '@vmrkit/core/composition';
import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from '../scheduling/mail-systems.ts';
import { at, RIG_INTEGRATION, rigSecrets, type SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { createRig, invite, operated, recover, work } from './operations-rig.ts';

const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');

for (const [name, createWorld] of ewsAndGraph()) {
  describe(`a lost store, like ${name}`, () => {
    let clock = new FakeClock();
    let world = createWorld(clock);
    let before = createRig(world, clock);

    beforeEach(() => {
      clock = new FakeClock();
      world = createWorld(clock);
      before = createRig(world, clock, { deploymentId: 'old' });
    });

    const begun = (options = {}) => createRig(world, clock, { deploymentId: 'new', seed: 99, ...options });

    /** Takes over to the end; the code of the error that refused it, or the last event. */
    async function takeOver(rig: SchedulingRig, replaces = 'old', meanwhile = async () => {}) {
      const events: TakeOverEvent[] = [];
      const options = { integrationId: RIG_INTEGRATION, mailbox: 'VMR@corp.example', replaces };
      const run = (async () => {
        for await (const event of takeOverMailbox(options, operated(rig))) events.push(event);
        return events.at(-1)?.kind ?? 'nothing';
      })().catch(codeOf);
      await meanwhile();
      await clock.advance(30 * MINUTE_MS);
      return { ended: await run, events };
    }

    it('[S8.1o] is taken over: the same aliases again, nobody is mailed, and meetings go on', async () => {
      const { meeting, alias, tag } = await invite(before, world, { start, end });
      await work(before, clock);
      const rig = begun();
      await work(rig, clock);
      const answered = world.allAnswers().length;
      expect((await recover(rig)).report.plan.mailboxes[0]?.refused).toBe('ERR_MAILBOX_SHARED');
      expect((await takeOver(rig)).ended).toBe('taken-over');
      expect(await world.mailbox.readMark()).toMatchObject({ deploymentId: 'new', replaced: ['old'] });
      const { report } = await recover(rig);
      expect(report).toMatchObject({ restored: 1, renewed: 0, told: 0, failed: {} });
      expect((await rig.meetings()).map(({ conference }) => conference)).toMatchObject([{ alias, tag }]);
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'admitted' });
      expect([world.allAnswers().length, world.rewrites().length]).toEqual([answered, 0]);
      await world.cancel(meeting);
      await work(rig, clock);
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'closed', reason: 'cancelled' });
    });

    it('[S8.1o] gives out no new number before recovery gave the old ones back', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = begun();
      await work(rig, clock);
      await takeOver(rig);
      const reserve = () => rig.reserve().then(() => 'reserved', codeOf);
      expect(await reserve()).toBe('ERR_ALIAS_SPACE_AWAITING');
      await recover(rig, { dryRun: true });
      await recover(rig, { confirm: async () => false });
      expect(await reserve()).toBe('ERR_ALIAS_SPACE_AWAITING');
      await recover(rig);
      expect(await reserve()).toBe('reserved');
    });

    it('[S8.1o] the deployment that was replaced stops working the mailbox when it wakes, and says so', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = begun();
      await work(rig, clock);
      await takeOver(rig);
      await recover(rig);
      const { meeting } = await invite(before, world, { subject: 'Late', start, end });
      const answered = world.allAnswers().length;
      await work(before, clock);
      expect(await world.answers(meeting)).toEqual([]);
      expect(world.allAnswers()).toHaveLength(answered);
      const query = { index: 'standing', equals: ['default'], limit: 10 } as const;
      const alarms = await before.store.alarms.find('default', query);
      expect(alarms.items.map(({ value }) => value.kind)).toEqual(['mailbox-shared']);
      expect(await world.mailbox.readMark()).toMatchObject({ deploymentId: 'new' });
    });

    it('[S8.1o] one that hung, and wrote its mark over the new one, is overruled', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const old = await world.mailbox.readMark();
      const rig = begun();
      await work(rig, clock);
      await takeOver(rig);
      if (old) await world.mailbox.writeMark(old);
      await work(rig, clock);
      expect(await world.mailbox.readMark()).toMatchObject({ deploymentId: 'new', replaced: ['old'] });
    });

    it.each([
      ['a deployment that is alive', 'ERR_TAKE_OVER_ALIVE'],
      ['another id than the mark’s', 'ERR_TAKE_OVER_UNCONFIRMED'],
      ['no id', 'ERR_TAKE_OVER_UNCONFIRMED'],
      ['a calendar without a tag of ours', 'ERR_TAKE_OVER_NO_TAG'],
      ['tags of other keys', 'ERR_TAKE_OVER_NO_TAG'],
      ['another integration’s mark', 'ERR_TAKE_OVER_INTEGRATION'],
      ['no mark', 'ERR_TAKE_OVER_NO_MARK'],
    ])('[S8.1o] is not taken over with %s', async (what, code) => {
      if (what !== 'a calendar without a tag of ours') await invite(before, world, { start, end });
      await work(before, clock);
      const tagKeys = { current: new Uint8Array(32).fill(3), retired: [] };
      const rig = begun(what.startsWith('tags') ? { keys: { sealer: rigSecrets, tagKeys } } : {});
      const mark = await world.mailbox.readMark();
      if (what === 'no mark') return expect((await takeOver(begunElsewhere())).ended).toBe(code);
      if (mark === null) throw new TypeError('The mailbox is marked.');
      if (what.startsWith('another integration')) {
        await world.mailbox.writeMark({ ...mark, integrationId: '99999999-9999-4999-8999-999999999999' });
      }
      const typed = { 'another id than the mark’s': 'older', 'no id': '' }[what] ?? 'old';
      const { ended } = await takeOver(rig, typed, async () => {
        if (what !== 'a deployment that is alive') return;
        before.start();
        await clock.advance(6 * MINUTE_MS);
      });
      expect(ended).toBe(code);
      expect((await world.mailbox.readMark())?.deploymentId).toBe('old');
      if (what === 'a deployment that is alive') {
        const stopped = before.stop();
        await clock.advance(60_000);
        await stopped;
      }
    });

    it('[S8.1o] is given back the same way it was taken', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = begun();
      await work(rig, clock);
      await takeOver(rig);
      expect((await takeOver(before, 'new')).ended).toBe('taken-over');
      await work(before, clock);
      expect(await world.mailbox.readMark()).toMatchObject({ deploymentId: 'old', replaced: ['new'] });
      await work(rig, clock);
      expect(await world.mailbox.readMark()).toMatchObject({ deploymentId: 'old', replaced: ['new'] });
    });

    it('[S8.1o] done already, it does nothing and waits for nothing', async () => {
      await invite(before, world, { start, end });
      await work(before, clock);
      const rig = begun();
      await work(rig, clock);
      await takeOver(rig);
      const { events } = await takeOver(rig);
      expect(events).toEqual([{ kind: 'ours-already', mailboxId: rig.mailboxId }]);
    });

    function begunElsewhere(): SchedulingRig {
      const elsewhere = createWorld(clock);
      return createRig(elsewhere, clock, { deploymentId: 'new' });
    }
  });
}

describe('a restored backup', () => {
  const [[, createWorld]] = ewsAndGraph() as [ReturnType<typeof ewsAndGraph>[number]];

  it('[S8.1p] is noticed by the counter in the mailbox, and numbers given out since are passed over', async () => {
    const clock = new FakeClock();
    const world = createWorld(clock);
    const database = createWeakMemoryDatabase();
    const first = createRig(world, clock, { database });
    await work(first, clock);
    await first.reserve();
    const backup = database.copy();
    const given = new Set<string>();
    for (let count = 0; count < 20; count += 1) given.add((await first.reserve()).alias);
    const { meeting } = await invite(first, world, { start, end });
    await work(first, clock);
    const answered = world.allAnswers().length;
    const rig = createRig(world, clock, { database: backup });
    await work(rig, clock);
    const query = { index: 'standing', equals: ['default'], limit: 10 } as const;
    const alarms = await rig.store.alarms.find('default', query);
    expect(alarms.items.map(({ value }) => value.kind)).toEqual(['store-restored']);
    expect(world.allAnswers()).toHaveLength(answered);
    for (let count = 0; count < 60; count += 1) expect(given).not.toContain((await rig.reserve()).alias);
    expect((await recover(rig)).report).toMatchObject({ restored: 1, failed: {} });
    expect((await rig.store.alarms.find('default', query)).items).toEqual([]);
    expect((await world.answers(meeting)).map(({ verdict }) => verdict)).toEqual(['accept']);
  });

  it('[S8.1p] known meetings get what the calendar shows: moved, off, and invited again', async () => {
    const clock = new FakeClock();
    const world = createWorld(clock);
    const database = createWeakMemoryDatabase();
    const first = createRig(world, clock, { database });
    const moved = await invite(first, world, { subject: 'Moved', start, end });
    const off = await invite(first, world, { subject: 'Off', start, end });
    const deleted = await invite(first, world, { subject: 'Daily', start, end, days: 3 });
    const same = await invite(first, world, { subject: 'Same', start, end });
    const again = await invite(first, world, { subject: 'Again', start, end });
    await work(first, clock);
    await world.uninvite(again.meeting);
    await work(first, clock);
    const backup = database.copy();
    const time = { start: shift(start, DAY_MS), end: shift(end, DAY_MS) };
    await world.update(moved.meeting, { time });
    await world.cancel(off.meeting);
    await world.cancel(deleted.meeting);
    await world.reinvite(again.meeting);
    await work(first, clock);
    // What told of it is gone from the inbox, so that only the calendar can tell.
    const rig = createRig(world, clock, { database: backup });
    for (const { meeting } of [moved, off, deleted, again]) world.vanish(meeting);
    await work(rig, clock);
    const answered = world.allAnswers().length;
    const { report } = await recover(rig);
    expect(report).toMatchObject({
      plan: { conferences: 0, mails: 0, updates: 2, cancellations: 2 },
      updated: 2,
      cancelled: 2,
      restored: 0,
      failed: {},
    });
    expect(await rig.admit(moved.alias, time.start)).toMatchObject({ kind: 'admitted' });
    expect(await rig.admit(moved.alias, start)).toMatchObject({ kind: 'closed' });
    for (const { alias } of [off, deleted])
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'closed', reason: 'cancelled' });
    for (const { alias } of [same, again])
      expect(await rig.admit(alias, start)).toMatchObject({ kind: 'admitted' });
    expect(world.allAnswers()).toHaveLength(answered);
    expect((await recover(rig)).report.plan.tasks.size).toBe(0);
  });
});
