import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '@vmrkit/core';
import { ClockWatch } from '@vmrkit/core/composition';
import { afterEach, describe, expect, it } from 'vitest';
import { holding } from '../faults/explorer/ledger.ts';
import { maintain } from '../operations/operations-rig.ts';
import { end, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

/** A manager that judges its clock, with a meeting tomorrow and an unused reservation. */
async function begin() {
  const stage = new Stage({ stopped: true });
  const rig = stage.addRig('watching', { clocks: new ClockWatch(stage.clock) });
  rig.start();
  const { reservation } = await stage.accepted();
  const unused = await rig.reserve();
  const state = async () => [
    (await holding(rig, reservation)).state,
    (await holding(rig, unused)).state,
    ...(await stage.alarms()),
  ];
  return { stage, rig, reservation, unused, state };
}

describe('a clock that runs wrong', () => {
  it('[S4.9d] four days ahead for four seconds it takes no room of tomorrow', async () => {
    const { stage, rig, reservation, state } = await begin();
    stage.jump(100 * DAY_MS);
    await stage.settle(4_000);
    await rig.runHousekeeping();
    stage.jump(-100 * DAY_MS);
    await stage.settle(30 * MINUTE_MS);
    await rig.runHousekeeping();
    expect(await state()).toEqual(['bound', 'reserved']);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it('[S8.3b] a jump is an alarm, and what is due goes once the clock has run evenly', async () => {
    const { stage, rig, state } = await begin();
    stage.clock.jumpTo(shift(end, 91 * DAY_MS));
    await stage.settle(2 * MINUTE_MS);
    await rig.runHousekeeping();
    expect(await state()).toEqual(['bound', 'reserved', 'clock-skew']);
    await stage.settle(10 * MINUTE_MS);
    await rig.runHousekeeping();
    expect(await state()).toEqual(['released', 'released']);
  });

  it('[S8.3b] one that the mail system contradicts removes nothing for as long as it does', async () => {
    const { stage, rig, state } = await begin();
    stage.world.setAhead(-91 * DAY_MS);
    stage.clock.jumpTo(shift(end, 91 * DAY_MS));
    await stage.settle(HOUR_MS);
    await rig.runHousekeeping();
    expect(await state()).toEqual(['bound', 'reserved', 'clock-skew']);
    stage.world.setAhead(0);
    await stage.settle(MINUTE_MS);
    await rig.runHousekeeping();
    expect(await state()).toEqual(['released', 'released']);
  });

  it('[S8.2k] nor does maintenance', async () => {
    const { stage, rig } = await begin();
    stage.world.setAhead(-4 * DAY_MS);
    stage.clock.jumpTo(shift(end, 4 * DAY_MS));
    await stage.settle(HOUR_MS);
    expect((await maintain(rig)).mailboxes[0]).toMatchObject({
      calendar: { deleted: 0 },
      failed: 'ERR_CLOCK_DOUBTFUL',
    });
    stage.world.setAhead(0);
    expect((await maintain(rig)).mailboxes[0]).toMatchObject({ calendar: { deleted: 1 }, failed: null });
  });

  it('[S4.4f] series that are due meanwhile show tomorrow, whichever time is right', async () => {
    const stage = new Stage({ stopped: true });
    const rig = stage.addRig('watching', { clocks: new ClockWatch(stage.clock) });
    rig.start();
    const { reservation } = await stage.accepted({ repeat: { everyDays: 1, count: null } });
    stage.jump(6 * DAY_MS);
    await stage.settle(60_000);
    stage.jump(-6 * DAY_MS);
    await stage.settle(60_000);
    const days = [1, 2, 3].map((count) => shift(start, count * DAY_MS));
    expect(await stage.doors(reservation, ...days)).toEqual(['admitted', 'admitted', 'admitted']);
  });
});

it('[S8.3b] a clock in doubt never keeps a worker busy', async () => {
  const { stage, rig } = await begin();
  stage.world.setAhead(-91 * DAY_MS);
  stage.clock.jumpTo(shift(end, 91 * DAY_MS));
  let reads = 0;
  const read = rig.readClocks.bind(rig);
  rig.readClocks = () => {
    reads += 1;
    return read();
  };
  await stage.settle(MINUTE_MS);
  expect(reads).toBeLessThan(30);
});
