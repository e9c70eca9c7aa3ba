import { MINUTE_MS } from '@vmrkit/core';
import { watchAnswers } from '@vmrkit/core/composition';
import type { WorldMeeting } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { RIG_MAILBOX } from './scheduling-rig.ts';
import { Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

/** Meetings with fresh reservations, sent one after the other, a second apart. */
async function send(stage: Stage, count: number) {
  const sent: { readonly meeting: WorldMeeting; readonly alias: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const reservation = await stage.rig.reserve();
    const meeting = await stage.invite(stage.rig.invitation(reservation), { subject: `Plan ${index}` });
    sent.push({ meeting, alias: reservation.alias });
    await stage.settle(1_000);
  }
  return sent;
}

/** One look of a manager at the rig's queue. */
async function look({ rig, clock }: Stage) {
  const { store, alarms, policy } = rig;
  const deps = { store, alarms, clock, alarmAfterMinutes: 5 };
  const [queue] = await watchAnswers([{ ...policy, mailboxId: RIG_MAILBOX }], deps);
  const age = queue?.oldestAt == null ? null : clock.now() - queue.oldestAt;
  return { waiting: queue?.waiting, age, inTrouble: queue?.inTrouble };
}

describe.each(ewsAndGraph({ repliesPerMinute: 2 }))(
  'answers at the pace of the mail system, like %s',
  (_, createWorld) => {
    it('[S12.2a] a room may be joined while its answer waits', async () => {
      const stage = new Stage({ createWorld });
      const sent = await send(stage, 12);
      await stage.settle(3_000);
      expect(stage.allAnswers().length).toBeLessThanOrEqual(2);
      for (const each of sent) expect(await stage.doors(each, start)).toEqual(['admitted']);
      expect(stage.allAnswers().length).toBeLessThanOrEqual(2);
    });

    it('[S12.2b] they go out evenly, in the order of the requests, also over a restart of the manager', async () => {
      const stage = new Stage({ createWorld });
      const sent = await send(stage, 8);
      await stage.settle(MINUTE_MS);
      const before = stage.allAnswers().length;
      expect(before).toBeGreaterThanOrEqual(2);
      await stage.rig.stop();
      await stage.settle(MINUTE_MS);
      expect(stage.allAnswers()).toHaveLength(before);
      stage.addRig('second').start();
      await stage.settle(5 * MINUTE_MS);
      const answers = stage.world.allAnswers();
      expect(answers.map(({ meetingId }) => meetingId)).toEqual(sent.map(({ meeting }) => meeting.id));
      for (const { at: from } of answers) {
        const within = answers.filter(({ at }) => at >= from && at < from + MINUTE_MS);
        expect(within.length).toBeLessThanOrEqual(2);
      }
    });

    it('[S12.2j] length and age of the queue are told, and an alarm stands while its oldest answer is too old', async () => {
      const stage = new Stage({ createWorld });
      expect(await look(stage)).toEqual({ waiting: 0, age: null, inTrouble: false });
      await send(stage, 14);
      const early = await look(stage);
      expect(early.waiting).toBeGreaterThan(10);
      expect(early.age).toBeLessThan(MINUTE_MS);
      expect(early.age).toBeGreaterThan(6_000);
      expect(await stage.alarms()).toEqual([]);
      await stage.settle(5 * MINUTE_MS);
      const late = await look(stage);
      expect(late.waiting).toBeLessThan(5);
      expect(late.age).toBeGreaterThan(5 * MINUTE_MS - 20_000);
      await stage.settle(MINUTE_MS / 3);
      await look(stage);
      expect(await stage.alarms()).toEqual(['answers-waiting']);
      await stage.settle(3 * MINUTE_MS);
      expect(await look(stage)).toEqual({ waiting: 0, age: null, inTrouble: false });
      expect(await stage.alarms()).toEqual([]);
    });

    it('[S12.2j] what waits in another mailbox counts there, and a mailbox in trouble is told', async () => {
      const stage = new Stage({ createWorld });
      const second = stage.addMailbox();
      await stage.world.trouble({ kind: 'not-allowed', email: stage.world.email });
      const reservation = await second.rig.reserve();
      const html = second.rig.invitation(reservation);
      for (const subject of ['One', 'Two', 'Three'])
        await stage.invite(subject === 'One' ? html : '<p>PXPS:-unknown#</p>', { subject }, second.world);
      await stage.settle(10_000);
      expect(await look(stage)).toEqual({ waiting: 0, age: null, inTrouble: true });
      const { store, alarms, policy } = stage.rig;
      const deps = { store, alarms, clock: stage.clock, alarmAfterMinutes: 15 };
      const queues = await watchAnswers([{ ...policy, mailboxId: 'mailbox-2' }], deps);
      expect(queues).toMatchObject([{ waiting: 2, inTrouble: false }]);
    });
  },
);
