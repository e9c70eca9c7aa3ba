import { DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { end, hoursLater, organizer, Stage, start } from './stage.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };

afterEach(Stage.closeAll);

describe('order', () => {
  it.each(['reversed', 'shuffled'] as const)('[S4.3k] updates that come %s end as sent', async (order) => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    stage.world.hold();
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    for (const hours of [1, 2, 3, 4, 5])
      await stage.world.update(meeting, { time: hoursLater(hours), subject: `${hours}` });
    stage.world.release({ order, count: 3 });
    await stage.settle();
    stage.world.release({ order });
    await stage.settle();
    const [stored] = await stage.rig.meetings();
    expect(stored).toMatchObject({ subject: '5', schedule: { first: hoursLater(5) } });
    expect(stored?.conference?.subject).toBe('5');
    expect((await stage.answers(meeting)).at(-1)).toMatch(/^accept/);
  });

  it.each([
    ['with article numbers', true],
    ['without', false],
  ])('[S4.12d] updates of one second end as sent, %s', async (_, tellsArticleNumber) => {
    const subjects: (string | undefined)[] = [];
    for (let round = 0; round < 10; round += 1) {
      const stage = new Stage({ world: { wholeSeconds: true, tellsArticleNumber } });
      const { meeting } = await stage.accepted();
      stage.world.hold('received');
      await stage.world.update(meeting, { subject: 'A' });
      await stage.world.update(meeting, { subject: 'B' });
      stage.world.release({ order: tellsArticleNumber && round % 2 ? 'reversed' : 'as-sent' });
      await stage.settle();
      subjects.push((await stage.rig.meetings())[0]?.subject);
    }
    expect(new Set(subjects)).toEqual(new Set(['B']));
  });

  it('[S4.3k] a clock that is ahead does not outlive its message', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    const byPhone = { sender: organizer, senderAuthenticated: true, stamp: shift(stage.clock.now(), DAY_MS) };
    await stage.world.forge({ meeting, ...byPhone, ...hoursLater(2) });
    await stage.settle();
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    await stage.world.cancel(meeting);
    await stage.settle();
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['closed: cancelled']);
  });

  it('[S4.3k, S4.10c] a cancellation by somebody else keeps no invitation out', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    const identity = { globalObjectId: null, uid: 'cancelled-by-bea' };
    await stage.world.inject({
      kind: 'cancellation',
      identity,
      organizer: bea,
      sender: bea,
      stamp: shift(start, 9_000 * DAY_MS),
    });
    await stage.settle();
    await stage.world.inject({
      identity,
      organizer,
      sender: organizer,
      start,
      end,
      body: { type: 'html', content: stage.rig.invitation(reservation) },
    });
    await stage.settle();
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it('[S4.3k] a cancellation that comes before its meeting holds', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    stage.world.hold();
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    await stage.world.cancel(meeting);
    stage.world.release({ order: 'reversed', count: 1 });
    await stage.settle();
    stage.world.release();
    await stage.settle();
    expect(await stage.doors(reservation, start)).toEqual(['unknown']);
    expect(await stage.answers(meeting)).toEqual([]);
  });

  it('[S4.3g, S4.3k] taken off and put back, told in any order, the meeting is on', async () => {
    for (const order of ['as-sent', 'reversed'] as const) {
      const stage = new Stage();
      const reservation = await stage.rig.reserve();
      const meeting = await stage.invite(stage.rig.invitation(reservation));
      await stage.settle();
      stage.world.hold();
      await stage.world.uninvite(meeting);
      await stage.world.reinvite(meeting);
      stage.world.release({ order, count: 1 });
      await stage.settle();
      stage.world.release();
      await stage.settle();
      expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    }
  });

  it.each([['before'], ['after']])(
    '[S4.3k] exceptions that come %s the request for their series count',
    async (when) => {
      const stage = new Stage();
      const reservation = await stage.rig.reserve();
      const [second, third] = [shift(start, DAY_MS), shift(start, 2 * DAY_MS)];
      stage.world.hold();
      const meeting = await stage.invite(stage.rig.invitation(reservation), {
        repeat: { everyDays: 1, count: 4 },
      });
      const moved = hoursLater(5, { start: second, end: shift(second, HOUR_MS) });
      await stage.world.update(meeting, { time: moved }, second);
      await stage.world.cancel(meeting, third);
      stage.world.release({ order: when === 'before' ? 'reversed' : 'as-sent', count: 2 });
      await stage.settle();
      stage.world.release();
      await stage.settle();
      expect(await stage.doors(reservation, start, second, moved.start, third)).toEqual([
        'admitted',
        'closed: not-yet',
        'admitted',
        'closed: not-yet',
      ]);
    },
  );
});
