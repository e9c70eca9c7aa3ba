import { setImmediate } from 'node:timers/promises';
import { type CalendarOccurrence, DAY_MS, type EquipmentMailbox, HOUR_MS, shift } from '@vmrkit/core';
import type { FakeClock, FakeMailboxWorld } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { alteredMailbox } from './altered-mailbox.ts';
import { ewsAndGraph } from './mail-systems.ts';
import { day, hourAfter, Stage } from './stage.ts';

/** Looks at the calendar that can be held back: what they saw is what was there when they began. */
class HeldLooks {
  readonly #answers: (() => void)[] = [];
  isHolding = false;
  count = 0;
  /** Happens once, between what a look saw and its end. */
  meanwhile: () => Promise<void> = async () => undefined;

  over(mailbox: EquipmentMailbox): EquipmentMailbox {
    const calendarView: EquipmentMailbox['calendarView'] = async (range, options) => {
      this.count += 1;
      const seen: readonly CalendarOccurrence[] = await mailbox.calendarView(range, options);
      const { meanwhile } = this;
      this.meanwhile = async () => undefined;
      await meanwhile();
      if (this.isHolding) await new Promise<void>((resolve) => this.#answers.push(resolve));
      return seen;
    };
    return alteredMailbox(mailbox, { calendarView });
  }

  release(): void {
    this.isHolding = false;
    for (const answer of this.#answers.splice(0)) answer();
  }
}

/** A stage whose worker looks at the calendar through `looks`. */
async function stageWith(looks: HeldLooks, createWorld: (clock: FakeClock) => FakeMailboxWorld) {
  const stage = new Stage({ createWorld, stopped: true });
  stage.addRig('second', { mailbox: looks.over(stage.world.connect().mailbox) }).start();
  await stage.settle(1_000);
  return stage;
}

afterEach(Stage.closeAll);

describe.each(ewsAndGraph())('a look at the calendar, like %s', (_, createWorld) => {
  const daily = { repeat: { everyDays: 1, count: 30 } };

  it('[S4.4e] that began before a message changed the series is followed by another', async () => {
    const looks = new HeldLooks();
    const stage = await stageWith(looks, createWorld);
    const { meeting, reservation } = await stage.accepted(daily);
    looks.isHolding = true;
    stage.jump(40 * HOUR_MS);
    await stage.settle(10_000);
    await stage.world.update(meeting, { time: hourAfter(day(0), 4) });
    await stage.settle();
    looks.release();
    await stage.settle();
    expect(await stage.doors(reservation, day(3), hourAfter(day(3), 4).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
  });

  it('[S4.4e] that ends in the very moment of the message is followed by another', async () => {
    const looks = new HeldLooks();
    const stage = await stageWith(looks, createWorld);
    const { meeting, reservation } = await stage.accepted(daily);
    const journalled = async (count: number) => {
      const journal = async () => (await stage.rig.meetings())[0]?.journal.length;
      for (let turns = 0; (await journal()) !== count && turns < 1_000; turns += 1) await setImmediate();
      expect(await journal()).toBe(count);
    };
    // No moment passes between the first change, the look that it asks for, and the second change.
    looks.meanwhile = async () => {
      await stage.world.update(meeting, { time: hourAfter(day(0), 4) });
      await journalled(3);
    };
    await stage.world.update(meeting, { time: hourAfter(day(0), 2) });
    await stage.settle();
    expect(await stage.doors(reservation, hourAfter(day(2), 2).start, hourAfter(day(2), 4).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
  });

  it('[S4.4d] that fails is made again', async () => {
    const looks = new HeldLooks();
    const stage = await stageWith(looks, createWorld);
    const { reservation } = await stage.accepted(daily);
    await stage.world.trouble({ kind: 'away' });
    stage.jump(5 * DAY_MS);
    await stage.settle(60_000);
    await stage.world.calm();
    await stage.settle(120_000);
    expect(await stage.doors(reservation, day(5), day(7))).toEqual(['admitted', 'admitted']);
  });

  it('[S4.4d] is not made again and again while nothing changes', async () => {
    const looks = new HeldLooks();
    const stage = await stageWith(looks, createWorld);
    await stage.accepted(daily);
    await stage.settle(30 * 60_000);
    const { count } = looks;
    await stage.settle(HOUR_MS);
    expect(looks.count).toBe(count);
  });

  it('[S4.4a] occurrences moved onto each other keep the join window open throughout, and one deleted opens none', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation } = await stage.accepted(daily);
    await stage.world.update(meeting, { time: { start: day(1), end: shift(day(1), 5 * HOUR_MS) } }, day(0));
    await stage.settle();
    await stage.world.cancel(meeting, day(1));
    await stage.settle();
    const asked = [day(0), day(1), shift(day(1), 4.5 * HOUR_MS), shift(day(1), 7 * HOUR_MS), day(2)];
    expect(await stage.doors(reservation, ...asked)).toEqual([
      'closed: not-yet',
      'admitted',
      'admitted',
      'closed: not-yet',
      'admitted',
    ]);
    await stage.world.cancel(meeting, day(0));
    await stage.settle();
    expect(await stage.doors(reservation, day(1), day(2))).toEqual(['closed: not-yet', 'admitted']);
  });
});
