import { afterEach, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

/** Two updates reach the mailbox, and so far only the first was told. */
async function twoUpdates(createWorld: ReturnType<typeof ewsAndGraph>[number][1]) {
  const stage = new Stage({ createWorld });
  const { meeting, reservation } = await stage.accepted();
  await stage.settle(40_000);
  stage.world.hold('received');
  await stage.world.update(meeting, { time: hoursLater(1) });
  await stage.world.update(meeting, { time: hoursLater(2) });
  stage.world.release({ count: 1 });
  return { stage, meeting, reservation };
}

it.each(ewsAndGraph({}, { eventDelayMs: 0, removesOutdated: false }))(
  '[S4.8h] an answer refused as outdated gives way to a newer message, like %s',
  async (_, createWorld) => {
    const { stage, meeting, reservation } = await twoUpdates(createWorld);
    await stage.settle(10_000);
    stage.world.release();
    await stage.settle(120_000);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.doors(reservation, start, hoursLater(2).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
  },
);

it.each(ewsAndGraph({}, { eventDelayMs: 0, removesOutdated: false }))(
  '[S4.8h] and else goes out as mail, once, like %s',
  async (_, createWorld) => {
    const { stage, meeting } = await twoUpdates(createWorld);
    await stage.settle(120_000);
    const [, request] = stage.world.delivered();
    expect(stage.world.answersTo(request?.message.messageId ?? '')).toHaveLength(1);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.alarms()).toEqual([]);
  },
);
