import { shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { everyMailSystem } from './mail-systems.ts';
import { hoursLater, Stage, start } from './stage.ts';

const MINUTE = 60_000;

afterEach(Stage.closeAll);

describe.each(everyMailSystem({ repliesPerMinute: 1 }))(
  'a pool of two mailboxes, like %s',
  (_, createWorld) => {
    /** Two mailboxes, and a meeting that the first has accepted. */
    async function set() {
      const stage = new Stage({ createWorld });
      const second = stage.addMailbox();
      const { meeting, reservation } = await stage.accepted();
      await stage.settle(MINUTE);
      return { stage, second, meeting, reservation };
    }

    it('[S12.2g, S12.2h] a meeting moved to the other mailbox keeps its one room, whichever hears of it first', async () => {
      for (const order of ['added first', 'removed first'] as const) {
        const { stage, second, meeting, reservation } = await set();
        const [before] = await stage.rig.meetings();
        stage.world.hold();
        await stage.world.uninvite(meeting);
        if (order === 'removed first') {
          stage.world.release();
          await stage.settle();
        }
        await second.world.reinvite(meeting);
        await stage.settle();
        stage.world.release();
        await stage.settle(2 * MINUTE);
        const meetings = await stage.rig.meetings();
        expect(meetings).toMatchObject([{ status: 'live', mailboxId: 'mailbox-2' }]);
        expect(meetings[0]?.conference).toEqual(before?.conference);
        expect(await stage.doors(reservation, start)).toEqual(['admitted']);
        expect(await stage.answers(meeting)).toEqual(['accept single-new']);
        expect(await stage.answers(meeting, second.world)).toEqual([
          order === 'added first' ? 'accept single-edited' : 'accept single-new',
        ]);
        await stage.world.update(meeting, { time: hoursLater(3) });
        await stage.settle(2 * MINUTE);
        expect(await stage.doors(reservation, start, hoursLater(3).start)).toEqual([
          'closed: not-yet',
          'admitted',
        ]);
        await stage.world.cancel(meeting);
        await stage.settle();
        expect(await stage.doors(reservation, hoursLater(3).start)).toEqual(['closed: cancelled']);
      }
    });

    it('[S12.2g] updates reach the one room through either mailbox', async () => {
      const { stage, second, meeting, reservation } = await set();
      await second.world.reinvite(meeting);
      await stage.settle(MINUTE);
      second.world.hold();
      await stage.world.update(meeting, { time: hoursLater(2) });
      await stage.settle(MINUTE);
      expect(await stage.doors(reservation, start, hoursLater(2).start)).toEqual([
        'closed: not-yet',
        'admitted',
      ]);
      second.world.release();
      stage.world.hold();
      await stage.world.update(meeting, { time: hoursLater(5) });
      await stage.settle(MINUTE);
      expect(await stage.doors(reservation, hoursLater(2).start, hoursLater(5).start)).toEqual([
        'closed: not-yet',
        'admitted',
      ]);
      stage.world.release();
      await stage.settle(3 * MINUTE);
      expect(await stage.rig.meetings()).toHaveLength(1);
      expect(await stage.doors(reservation, hoursLater(5).start)).toEqual(['admitted']);
    });

    it('[S12.2g] a series is read from the calendar of the mailbox that it moved to', async () => {
      const stage = new Stage({ createWorld });
      const second = stage.addMailbox();
      const { meeting, reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 10 } });
      await stage.settle(MINUTE);
      await stage.world.uninvite(meeting);
      await second.world.reinvite(meeting);
      await stage.settle(2 * MINUTE);
      const tomorrow = shift(start, 24 * 60 * MINUTE);
      await stage.world.cancel(meeting, tomorrow);
      await stage.settle(2 * MINUTE);
      expect(await stage.rig.meetings()).toMatchObject([
        { mailboxId: 'mailbox-2', schedule: { window: { occurrences: expect.anything() } } },
      ]);
      expect(await stage.doors(reservation, start, tomorrow)).toEqual(['admitted', 'closed: not-yet']);
    });

    it('[S12.2i] an answer that still waits in the mailbox left behind is given by the other one alone', async () => {
      const { stage, second } = await set();
      await stage.accepted({ subject: 'Goes first' });
      const reservation = await stage.rig.reserve();
      const meeting = await stage.invite(stage.rig.invitation(reservation), { subject: 'Waits' });
      await stage.settle(5_000);
      expect(await stage.answers(meeting)).toEqual([]);
      stage.world.hold();
      await stage.world.uninvite(meeting);
      await second.world.reinvite(meeting);
      await stage.settle(5_000);
      stage.world.release();
      await stage.settle(5 * MINUTE);
      expect(await stage.answers(meeting)).toEqual([]);
      expect(await stage.answers(meeting, second.world)).toEqual(['accept single-edited']);
      const [moved] = (await stage.rig.meetings()).filter(({ subject }) => subject === 'Waits');
      expect(moved?.outbox.map(({ mailboxId, state }) => `${mailboxId} ${state.kind}`)).toEqual([
        'mailbox-1 superseded',
        'mailbox-2 done',
      ]);
    });

    it('[S12.2i] each mailbox declines what came to it', async () => {
      const stage = new Stage({ createWorld });
      const second = stage.addMailbox();
      const meeting = await stage.invite('<p>PXPS:-nobody-gave-this-out#</p>');
      await stage.settle();
      await second.world.reinvite(meeting);
      await stage.settle(2 * MINUTE);
      expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
      expect(await stage.answers(meeting, second.world)).toEqual(['decline invalid-alias-id']);
      expect(await stage.rig.meetings()).toMatchObject([{ conference: null }]);
    });

    it('[S12.2i] also while both answers wait', async () => {
      const stage = new Stage({ createWorld });
      const second = stage.addMailbox();
      await stage.invite('<p>PXPS:-nobody-gave-this-out#</p>', { subject: 'Goes first' });
      const meeting = await stage.invite('<p>PXPS:-nobody-gave-this-out#</p>');
      await stage.settle(10_000);
      await second.world.reinvite(meeting);
      await stage.settle(10_000);
      expect(stage.allAnswers()).toHaveLength(1);
      await stage.settle(3 * MINUTE);
      expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
      expect(await stage.answers(meeting, second.world)).toEqual(['decline invalid-alias-id']);
    });
  },
);
