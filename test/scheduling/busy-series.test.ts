import { SECOND_MS } from '@vmrkit/core';
import { createEwsLikeWorld, createWeakMemoryDatabase } from '@vmrkit/testing';
import { afterEach, expect, it } from 'vitest';
import { day, hourAfter, Stage } from './stage.ts';

afterEach(Stage.closeAll);

const CHANGED = 120;

it.each([
  ['thirty answers a minute', 30],
  ['no limit', null],
])('[S4.8g] a series with many changed occurrences holds up no other meeting, with %s', async (_, pace) => {
  let writes = 0;
  const step = async ({ kind, collection }: { readonly kind: string; readonly collection: string }) => {
    if (kind === 'write' && collection === 'meetings') writes += 1;
  };
  const stage = new Stage({
    database: createWeakMemoryDatabase({ step }),
    createWorld: (clock) => createEwsLikeWorld({ clock, repliesPerMinute: pace }),
  });
  const { meeting } = await stage.accepted({ repeat: { everyDays: 1, count: 200 } });
  for (let n = 1; n <= CHANGED; n += 1)
    await stage.world.update(meeting, { time: hourAfter(day(n), 5) }, day(n));
  await stage.settle(5 * SECOND_MS);
  writes = 0;
  const other = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
  await stage.settle(10 * SECOND_MS);
  expect(await stage.answers(other)).toEqual(['accept single-new']);
  await stage.settle((CHANGED + 5) * 2 * SECOND_MS);
  const answers = await stage.answers(meeting);
  expect(answers).toEqual(['accept series-new', ...Array(CHANGED).fill('accept occurrence-edited')]);
  const [series] = (await stage.rig.meetings()).filter(({ instances }) => instances.length > 0);
  expect(series?.outbox.length).toBeLessThanOrEqual(20);
  expect(writes).toBeLessThanOrEqual(2 * CHANGED + 10);
  expect(stage.rig.logger.lines.filter(({ level }) => level === 'warn')).toEqual([]);
});

it('[S4.8g] answers of one meeting that are sent together are written together', async () => {
  const stage = new Stage({ stopped: true });
  let writes = 0;
  const step = async ({ kind, collection }: { readonly kind: string; readonly collection: string }) => {
    if (kind === 'write' && collection === 'meetings') writes += 1;
  };
  const rig = stage.addRig('second', { database: stage.database.connect({ step }) });
  const reservation = await rig.reserve();
  const meeting = await stage.invite(rig.invitation(reservation), { repeat: { everyDays: 1, count: 200 } });
  for (let n = 1; n <= CHANGED; n += 1)
    await stage.world.update(meeting, { time: hourAfter(day(n), 5) }, day(n));
  rig.start();
  await stage.settle();
  expect(await stage.answers(meeting)).toHaveLength(CHANGED + 1);
  expect(writes).toBeLessThan(CHANGED / 2);
});
