import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(ewsAndGraph({}, { removesOutdated: false }))(
  'an update that lost its tag, like %s',
  (_, createWorld) => {
    it('[S4.3i] before its own invitation is declined, and the next update makes all good', async () => {
      const stage = new Stage({ createWorld });
      stage.world.hold();
      const reservation = await stage.rig.reserve();
      const meeting = await stage.invite(stage.rig.invitation(reservation));
      await stage.world.update(meeting, { html: '<p>Plan</p>', time: hoursLater(5) });
      stage.world.release({ order: 'reversed', count: 1 });
      await stage.settle();
      stage.world.release();
      await stage.settle();
      expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id', 'accept single-new']);
      await stage.world.update(meeting, { subject: 'Plan B' });
      stage.world.release();
      await stage.settle();
      expect((await stage.answers(meeting)).at(-1)).toBe('accept single-edited');
      expect(await stage.doors(reservation, start, hoursLater(5).start)).toEqual([
        'closed: not-yet',
        'admitted',
      ]);
    });
  },
);
