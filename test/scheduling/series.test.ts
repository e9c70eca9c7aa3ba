import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { holding } from '../faults/explorer/ledger.ts';
import { alteredMailbox } from './altered-mailbox.ts';
import { everyMailSystem } from './mail-systems.ts';
import { day, hourAfter, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(everyMailSystem())('a series, like %s', (_, createWorld) => {
  const daily = { repeat: { everyDays: 1, count: 30 } };

  it('[S4.4d] the last 24 and the next 48 hours are always known', async () => {
    const stage = new Stage({ createWorld });
    const { reservation } = await stage.accepted(daily);
    for (let hours = 0; hours < 26 * 24; hours += 12) {
      stage.jump(12 * HOUR_MS);
      await stage.settle(10_000);
      const now = stage.clock.now();
      const [stored] = await stage.rig.meetings();
      const window = stored?.schedule?.window;
      expect(window?.start).toBeLessThanOrEqual(now - 24 * HOUR_MS);
      expect(window?.end).toBeGreaterThanOrEqual(now + 48 * HOUR_MS);
      const current = day(Math.ceil((now - start) / DAY_MS));
      if (current >= start && current < day(30))
        expect(await stage.doors(reservation, current)).toEqual(['admitted']);
    }
  });

  it('[S4.9a] after its last occurrence and the retention time its aliases are free', async () => {
    const stage = new Stage({ createWorld });
    const { reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 3 } });
    stage.clock.jumpTo(shift(day(2), HOUR_MS + 25 * HOUR_MS - MINUTE_MS));
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'bound', aliases: 2 });
    stage.jump(MINUTE_MS);
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
    expect(await stage.doors(reservation, day(2))).toEqual(['unknown']);
  });
});

describe('a series', () => {
  it('[S4.4c] is open when the calendar shows it, whatever its pattern', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 30 } });
    await stage.world.deleteQuietly(meeting);
    const mailbox = stage.world.connect().mailbox;
    await stage.rig.stop();
    const shown = { start: shift(day(1), 7 * HOUR_MS), end: shift(day(1), 8 * HOUR_MS) };
    const calendarView: typeof mailbox.calendarView = async (range) =>
      (await mailbox.calendarView(range))
        .slice(0, 1)
        .map((each) => ({ ...each, ...shown, originalStart: day(1) }));
    const rig = stage.addRig('second', { mailbox: alteredMailbox(mailbox, { calendarView }) });
    rig.start();
    stage.jump(2 * DAY_MS);
    await stage.settle();
    expect(await stage.doors(reservation, shown.start, day(1), day(2), day(3))).toEqual([
      'admitted',
      'closed: not-yet',
      'closed: not-yet',
      'closed: not-yet',
    ]);
  });

  it('without end is never removed, cancelled it is', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted({ repeat: { everyDays: 7, count: null } });
    stage.jump(700 * DAY_MS);
    await stage.settle();
    expect(await stage.doors(reservation, day(700))).toEqual(['admitted']);
    await stage.world.cancel(meeting);
    await stage.settle();
    stage.jump(DAY_MS + HOUR_MS);
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
  });

  it('[S4.4a] an invitation to one occurrence alone is widened when the series comes', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    stage.world.hold();
    const meeting = await stage.invite(stage.rig.invitation(reservation), {
      repeat: { everyDays: 1, count: 4 },
    });
    await stage.world.update(meeting, { time: hourAfter(day(1), 5) }, day(1));
    stage.world.release({ order: 'reversed', count: 1 });
    await stage.settle();
    expect(await stage.doors(reservation, day(0), hourAfter(day(1), 5).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
    stage.world.release();
    await stage.settle();
    expect(await stage.doors(reservation, day(0), day(1), hourAfter(day(1), 5).start)).toEqual([
      'admitted',
      'closed: not-yet',
      'admitted',
    ]);
    expect((await stage.rig.meetings()).length).toBe(1);
  });
});

describe('whoever is inside', () => {
  it('[S5.1c] stays: neither the end of the window nor a cancellation makes anything go out', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    stage.clock.jumpTo(start);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    const acts: string[] = [];
    await stage.rig.stop();
    const ports = stage.world.connect({
      step: async (step) => {
        acts.push(step);
      },
    });
    stage.addRig('second', { mailbox: ports.mailbox, calendars: ports.calendars }).start();
    await stage.world.cancel(meeting);
    stage.clock.jumpTo(shift(start, 3 * HOUR_MS));
    await stage.settle();
    expect(await stage.doors(reservation, stage.clock.now())).toEqual(['closed: cancelled']);
    expect(acts.filter((act) => /respond|rewrite|deletion|answer/.test(act))).toEqual([]);
    const [stored] = await stage.rig.meetings();
    expect(stored?.conference?.alias).toBe(reservation.alias);
    expect(stored?.outbox.filter(({ state }) => state.kind !== 'done')).toEqual([]);
  });
});
