import { HOUR_MS, shift } from '@vmrkit/core';
import { afterEach, expect, it } from 'vitest';
import { end, hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

const nameOf = async (stage: Stage) => (await stage.rig.meetings())[0]?.conference?.name;

it('[S12.1b] a room that kept its name takes the new one when its window closes', async () => {
  const stage = new Stage();
  const { meeting } = await stage.accepted();
  stage.clock.jumpTo(start);
  await stage.world.update(meeting, { subject: 'B' });
  await stage.settle();
  expect(await nameOf(stage)).toBe('Plan (Ada)');
  stage.clock.jumpTo(shift(end, HOUR_MS));
  await stage.settle(0);
  expect(await nameOf(stage)).toBe('Plan (Ada)');
  await stage.settle();
  expect(await nameOf(stage)).toBe('B (Ada)');
});

it('[S12.1b] a room whose window was moved waits for the later closing', async () => {
  const stage = new Stage();
  const { meeting } = await stage.accepted();
  stage.clock.jumpTo(start);
  await stage.world.update(meeting, { subject: 'B', time: { start, end: hoursLater(3).end } });
  await stage.settle();
  stage.clock.jumpTo(shift(end, 2 * HOUR_MS));
  await stage.settle();
  expect(await nameOf(stage)).toBe('Plan (Ada)');
  stage.clock.jumpTo(shift(end, 4 * HOUR_MS));
  await stage.settle();
  expect(await nameOf(stage)).toBe('B (Ada)');
});
