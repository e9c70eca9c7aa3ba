import { DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { RIG_TENANT } from './scheduling-rig.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe('lost cursors', () => {
  it('[S4.1b, S4.8a] what the store knows is not answered again', async () => {
    const stage = new Stage({ world: { answeredRequest: 'stays' } });
    const { meeting, reservation } = await stage.accepted();
    await stage.world.loseCursors();
    const { meeting: next } = await stage.accepted({ subject: 'Next' });
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.answers(next)).toEqual(['accept single-new']);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it('[S4.1d] what the store has forgotten is neither made nor answered', async () => {
    const stage = new Stage({ world: { answeredRequest: 'stays' } });
    const { meeting, reservation } = await stage.accepted();
    await stage.rig.stop();
    const [stored] = (
      await stage.rig.store.meetings.find(RIG_TENANT, {
        index: 'integration',
        equals: [stage.rig.policy.integrationId],
        limit: 1,
      })
    ).items;
    if (!stored) throw new TypeError('There is a meeting.');
    await stage.rig.store.meetings.commit(RIG_TENANT, [
      { op: 'remove', id: stored.id, revision: stored.revision },
    ]);
    await stage.world.loseCursors();
    stage.addRig('second').start();
    await stage.settle();
    expect(await stage.rig.meetings()).toEqual([]);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.doors(reservation, start)).toEqual(['unknown']);
  });

  it('[S4.1d] an update that came in the gap is applied; answered only if nobody did', async () => {
    const stage = new Stage({ world: { answeredRequest: 'stays' } });
    const { meeting, reservation } = await stage.accepted();
    await stage.rig.stop();
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.world.loseCursors();
    stage.addRig('second').start();
    await stage.settle();
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
  });
});

describe('a manager that was away', () => {
  it('[S4.1b] for days loses nothing', async () => {
    const stage = new Stage({ stopped: true });
    const reservation = await stage.rig.reserve();
    const time = { start: shift(start, 20 * DAY_MS), end: shift(start, 20 * DAY_MS + HOUR_MS) };
    const meeting = await stage.invite(stage.rig.invitation(reservation), time);
    stage.jump(5 * DAY_MS);
    stage.rig.start();
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.doors(reservation, time.start)).toEqual(['admitted']);
  });

  it('[S12.9a, S4.6a] for longer than a token lives redeems it all the same', async () => {
    const stage = new Stage({ stopped: true });
    const time = { start: shift(start, DAY_MS), end: shift(start, DAY_MS + HOUR_MS) };
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()), time);
    stage.jump(20 * HOUR_MS);
    stage.rig.start();
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });
});
