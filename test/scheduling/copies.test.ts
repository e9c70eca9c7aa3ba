import { afterEach, describe, expect, it } from 'vitest';
import { everyMailSystem } from './mail-systems.ts';
import { hoursLater, Stage } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(everyMailSystem())(
  'an appointment and its copies that wait together, like %s',
  (_, createWorld) => {
    it.each([
      ['a scheduling tag', 'decline alias-conflict'],
      ['a token', 'decline invalid-alias-id'],
    ])(
      '[S4.3j, S4.6f] what was received first has %s, in whatever order they are told',
      async (tag, decline) => {
        for (const order of ['reversed', 'shuffled'] as const) {
          const stage = new Stage({ createWorld, settings: { batchSize: 3 }, withoutRights: true });
          const html =
            tag === 'a token'
              ? stage.rig.deferredInvitation(stage.clock.now())
              : stage.rig.invitation(await stage.rig.reserve());
          stage.world.hold('received');
          const original = await stage.invite(html);
          const copies = [];
          for (let hours = 1; hours < 8; hours += 1)
            copies.push(await stage.invite(html, { subject: 'Copy', ...hoursLater(hours) }));
          stage.world.release({ order });
          await stage.settle(60_000);
          expect(await stage.answers(original)).toEqual(['accept single-new']);
          for (const copy of copies) expect(await stage.answers(copy)).toEqual([decline]);
        }
      },
    );
  },
);
