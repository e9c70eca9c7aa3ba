import { MINUTE_MS } from '@vmrkit/core';
import { createGraphLikeWorld, createWeakMemoryDatabase } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { alteredMailbox } from './altered-mailbox.ts';
import { createAwayDatabase } from './away-database.ts';
import { ewsAndGraph } from './mail-systems.ts';
import { RIG_MAILBOX, RIG_TENANT } from './scheduling-rig.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(ewsAndGraph())('Exchange in trouble, like %s', (_, createWorld) => {
  it('[S4.8c, S4.1b] away for minutes: all is done once, later', async () => {
    const stage = new Stage({ createWorld });
    const { meeting: first, reservation } = await stage.accepted();
    await stage.world.trouble({ kind: 'away' });
    const second = await stage.rig.reserve();
    const later = await stage.invite(stage.rig.invitation(second), { subject: 'Later' });
    await stage.world.update(first, { time: hoursLater(2) });
    await stage.settle(5 * MINUTE_MS);
    expect(stage.allAnswers()).toHaveLength(1);
    expect(await stage.alarms()).toEqual(['exchange-unreachable']);
    await stage.world.calm();
    await stage.settle(3 * MINUTE_MS);
    expect(await stage.answers(later)).toEqual(['accept single-new']);
    expect(await stage.answers(first)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    expect(await stage.alarms()).toEqual([]);
  });

  it('[S4.8c, S12.2a] throttled: answers wait, the room does not', async () => {
    const stage = new Stage({ createWorld });
    const { meeting: other } = await stage.accepted();
    let answered = 0;
    const { mailbox } = stage.world.connect({
      step: async (step) => {
        if (step !== 'before answer') return;
        answered += 1;
        if (answered === 1) await stage.world.trouble({ kind: 'throttled', retryAfterMs: 90_000 });
      },
    });
    await stage.rig.stop();
    stage.addRig('second', { mailbox }).start();
    const reservation = await stage.rig.reserve();
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    await stage.settle(3 * MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual([]);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    await stage.world.calm();
    await stage.settle(3 * MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.answers(other)).toEqual(['accept single-new']);
  });

  it('[S4.8f, S4.8a] an answer whose fate is not known is asked for, not sent again', async () => {
    const stage = new Stage({ createWorld });
    const reservation = await stage.rig.reserve();
    const asked: string[] = [];
    const { mailbox } = stage.world.connect({
      step: async (step) => {
        asked.push(step);
        if (step === 'before answer') await stage.world.trouble({ kind: 'answers-lost' });
      },
    });
    await stage.rig.stop();
    const rig = stage.addRig('second', { mailbox });
    rig.start();
    await stage.settle(100);
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    await stage.settle(10_000);
    await stage.world.calm();
    const answers = () => asked.filter((step) => step === 'before answer').length;
    expect(answers()).toBe(1);
    await stage.settle(2 * MINUTE_MS);
    expect(asked).toContain('before findAnswers');
    expect(answers()).toBe(1);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    const [stored] = await stage.rig.meetings();
    expect(stored?.outbox.map(({ state }) => state)).toMatchObject([{ kind: 'done', how: 'found' }]);
  });

  it('[S4.7b] rights over the equipment mailbox lack, and come back', async () => {
    const stage = new Stage({ createWorld });
    await stage.world.trouble({ kind: 'not-allowed', email: stage.world.email });
    await stage.settle();
    expect(await stage.alarms()).toEqual(['mailbox-not-allowed']);
    await stage.world.calm();
    const reservation = await stage.rig.reserve();
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    await stage.settle(3 * MINUTE_MS);
    expect(await stage.alarms()).toEqual([]);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });

  it('[S4.7a, S4.7b] rights over one organizer lack', async () => {
    const stage = new Stage({ createWorld });
    await stage.world.trouble({ kind: 'not-allowed', email: 'ada@corp.example' });
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.alarms()).toEqual(['organizer-not-allowed']);
    expect(stage.world.rewrites()).toEqual([]);
    await stage.world.calm();
    await stage.invite(stage.rig.deferredInvitation(stage.clock.now(), 'caller-2'));
    await stage.settle(MINUTE_MS);
    expect(stage.world.rewrites()).toHaveLength(1);
    expect(await stage.alarms()).toEqual([]);
  });

  it('[S8.3a] an answer that is refused for good raises an alarm, until one goes out again', async () => {
    const stage = new Stage({ createWorld, stopped: true });
    const { mailbox } = stage.world.connect();
    let refuses = true;
    const respond: typeof mailbox.respond = async (replies) =>
      refuses ? replies.map(() => ({ kind: 'refused', reason: 'too-large' })) : mailbox.respond(replies);
    stage.addRig('second', { mailbox: alteredMailbox(mailbox, { respond }) }).start();
    await stage.accepted();
    expect(stage.allAnswers()).toEqual([]);
    expect(await stage.alarms()).toEqual(['answer-refused']);
    refuses = false;
    await stage.accepted({ subject: 'Next' });
    expect(stage.allAnswers()).toEqual(['accept single-new']);
    expect(await stage.alarms()).toEqual([]);
  });
});

describe('the store in trouble', () => {
  it('[S4.8c, S4.1c] away for minutes: nothing is lost or done twice', async () => {
    const database = createAwayDatabase(createWeakMemoryDatabase());
    const stage = new Stage({ database });
    const { meeting: first, reservation } = await stage.accepted();
    const fresh = await stage.rig.reserve();
    database.away = true;
    const meeting = await stage.invite(stage.rig.invitation(fresh), { subject: 'Later' });
    await stage.world.update(first, { time: hoursLater(2) });
    await stage.settle(5 * MINUTE_MS);
    expect(database.refused).toBeGreaterThan(10);
    expect(stage.allAnswers()).toEqual(['accept single-new']);
    database.away = false;
    await stage.settle(3 * MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.answers(first)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.doors(reservation, start, hoursLater(2).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
  });

  it.each([1, 5, 20, 120, 700, 1_500, 3_000])(
    '[S4.8c] away from %d ms after a message on, for a minute',
    async (milliseconds) => {
      const database = createAwayDatabase(createWeakMemoryDatabase());
      const stage = new Stage({
        database,
        createWorld: (clock) => createGraphLikeWorld({ clock, eventDelayMs: 500 }),
      });
      const reservation = await stage.rig.reserve();
      const meeting = await stage.invite(stage.rig.invitation(reservation));
      await stage.settle(milliseconds);
      database.away = true;
      await stage.settle(MINUTE_MS);
      database.away = false;
      await stage.settle(4 * MINUTE_MS);
      expect(await stage.answers(meeting)).toEqual(['accept single-new']);
      expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    },
  );
});

describe('parked messages', () => {
  it('[S4.1e] one unreadable message does not hold up the others, and is handled once healed', async () => {
    const stage = new Stage();
    stage.world.hold();
    const reservations = await Promise.all([stage.rig.reserve(), stage.rig.reserve(), stage.rig.reserve()]);
    const meetings = [];
    for (const each of reservations) meetings.push(await stage.invite(stage.rig.invitation(each)));
    const [first, bad, third] = meetings;
    if (!first || !bad || !third) throw new TypeError('There are three.');
    stage.world.release();
    await stage.world.poison(bad);
    await stage.settle(5_000);
    expect([await stage.answers(first), await stage.answers(bad), await stage.answers(third)]).toEqual([
      ['accept single-new'],
      [],
      ['accept single-new'],
    ]);
    stage.world.heal(bad);
    await stage.settle(2 * MINUTE_MS);
    expect(await stage.answers(bad)).toEqual(['accept single-new']);
  });

  it('[S4.1e] updates behind an unreadable request are not held up', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    stage.world.hold();
    const meeting = await stage.invite(stage.rig.invitation(reservation));
    stage.world.release();
    await stage.world.poison(meeting);
    await stage.settle(1_000);
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.settle(1_000);
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    stage.world.heal(meeting);
    await stage.settle(2 * MINUTE_MS);
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });

  it('[S4.5h] after its last try the organizer gets a general error whose id the log knows, and an alarm tells', async () => {
    const stage = new Stage({ settings: { parkPausesMs: [1_000, 2_000] } });
    const meeting = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
    await stage.world.poison(meeting);
    await stage.settle(MINUTE_MS);
    const [answer] = await stage.world.answers(meeting);
    expect(answer?.verdict).toBe('decline');
    const id = /general-error \| (\S+?)</.exec(answer?.text ?? '')?.[1] ?? '';
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const lines = stage.rig.logger.lines.filter(({ fields }) => fields.correlation_id === id);
    expect(lines.map(({ message }) => message)).toEqual([
      'Parked a message.',
      'Gave up on a message.',
      'Answered the organizer.',
    ]);
    expect(await stage.alarms()).toEqual(['message-parked']);
    const left = await stage.rig.store.parked.find(RIG_TENANT, {
      index: 'retry',
      equals: [RIG_MAILBOX],
      limit: 9,
    });
    expect(left.items).toEqual([]);
  });
});
