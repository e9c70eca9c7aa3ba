import { DAY_MS, HOUR_MS, type OrganizerCalendars, shift } from '@vmrkit/core';
import type { DocumentAccess } from '@vmrkit/testing';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(ewsAndGraph())('a token tag, like %s', (_, createWorld) => {
  it('[S4.6a, S4.6c, S4.6e] is replaced in place, the rest of the body untouched, and the echo is answered', async () => {
    const stage = new Stage({ createWorld });
    const before = '<p>Dear all, <img src="cid:logo"> &amp; friends</p>';
    const html = `${before}${stage.rig.deferredInvitation(stage.clock.now())}<hr><p>PS</p>`;
    const meeting = await stage.invite(html);
    await stage.settle(60_000);
    const [stored] = await stage.rig.meetings();
    const room = stored?.conference;
    const view = (await stage.world.organizerView(meeting))?.html ?? '';
    expect(view.startsWith(before)).toBe(true);
    expect(view.endsWith('<p>Agenda</p><hr><p>PS</p>')).toBe(true);
    expect(view).toContain(`<p>Join ${room?.alias}</p>`);
    expect(view).not.toMatch(/TOK:|will follow/);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(stage.world.rewrites()).toHaveLength(1);
    const request = stage.world.delivered().find(({ meetingId }) => meetingId === meeting.id);
    expect(stage.world.answersTo(request?.message.messageId ?? '')).toEqual([]);
    expect(await stage.doors({ alias: room?.alias ?? '' }, start)).toEqual(['admitted']);
  });

  it('[S4.6a] one that comes back is replaced by the same aliases', async () => {
    const stage = new Stage({ createWorld });
    const html = stage.rig.deferredInvitation(stage.clock.now());
    const meeting = await stage.invite(html);
    await stage.settle(60_000);
    const [before] = await stage.rig.meetings();
    await stage.world.update(meeting, { html });
    await stage.settle(60_000);
    const [after] = await stage.rig.meetings();
    expect(after?.conference?.alias).toBe(before?.conference?.alias);
    expect((await stage.world.organizerView(meeting))?.html).toContain(after?.conference?.tag);
    expect(stage.world.rewrites()).toHaveLength(2);
    expect(await stage.rig.meetings()).toHaveLength(1);
  });

  it('[S4.6e] there is no loop: at most three rewrites an hour, then an answer and an alarm', async () => {
    const stage = new Stage({ createWorld });
    const html = stage.rig.deferredInvitation(stage.clock.now());
    const meeting = await stage.invite(html);
    await stage.settle(60_000);
    for (let round = 0; round < 6; round += 1) {
      await stage.world.update(meeting, { html });
      await stage.settle(60_000);
    }
    expect(stage.world.rewrites()).toHaveLength(3);
    expect(await stage.alarms()).toContain('rewrite-loop');
    expect((await stage.answers(meeting)).at(-1)).toBe('accept single-new');
    stage.jump(2 * HOUR_MS);
    await stage.world.update(meeting, { html });
    await stage.settle(60_000);
    expect(stage.world.rewrites()).toHaveLength(4);
    expect(await stage.alarms()).toEqual([]);
  });

  it('[S4.6e] several requests with one token, sent before its rewrite, are no loop', async () => {
    const stage = new Stage({ createWorld });
    stage.world.hold();
    const html = stage.rig.deferredInvitation(stage.clock.now());
    const meeting = await stage.invite(html);
    for (let round = 0; round < 5; round += 1) await stage.world.update(meeting, { subject: `${round}` });
    while (stage.world.held > 0) {
      stage.world.release({ count: 1 });
      await stage.settle(10_000);
    }
    expect(stage.world.rewrites()).toHaveLength(1);
    expect(await stage.alarms()).not.toContain('rewrite-loop');
    expect((await stage.answers(meeting)).at(-1)).toBe('accept single-new');
  });

  it('[S4.6a] an exception with a token of its own is rewritten alone', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 5 } });
    const second = shift(start, DAY_MS);
    await stage.world.update(
      meeting,
      { html: stage.rig.deferredInvitation(stage.clock.now(), 'caller-2') },
      second,
    );
    await stage.settle(60_000);
    expect(stage.world.rewrites()).toMatchObject([{ instance: second }]);
    expect(stage.world.rewrites()[0]?.html).toContain(reservation.tag);
    expect((await stage.world.organizerView(meeting))?.html).toContain(reservation.tag);
    expect(await stage.rig.meetings()).toHaveLength(1);
  });

  it('[S4.6f] an expired one is declined', async () => {
    const stage = new Stage({ createWorld });
    const html = stage.rig.deferredInvitation(stage.clock.now());
    stage.jump(9 * HOUR_MS);
    const time = hoursLater(24);
    const meeting = await stage.invite(html, time);
    await stage.settle(60_000);
    expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
    expect(stage.world.rewrites()).toEqual([]);
  });

  it('[S4.6f] one that nobody confirms is declined', async () => {
    const stage = new Stage({ createWorld });
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now(), 'bad'));
    await stage.settle(60_000);
    expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
  });

  it('[S4.6f] one that another meeting brought before is declined', async () => {
    const stage = new Stage({ createWorld });
    const html = stage.rig.deferredInvitation(stage.clock.now());
    const first = await stage.invite(html);
    await stage.settle(60_000);
    const copy = await stage.invite(html, { subject: 'Copy' });
    await stage.settle(60_000);
    expect(await stage.answers(first)).toEqual(['accept single-new']);
    expect(await stage.answers(copy)).toEqual(['decline invalid-alias-id']);
  });

  it('[S4.6f] one that a known meeting brought is nobody else’s', async () => {
    const stage = new Stage({ createWorld });
    const { meeting } = await stage.accepted();
    const html = stage.rig.deferredInvitation(stage.clock.now());
    await stage.world.update(meeting, { html });
    await stage.settle(60_000);
    const copy = await stage.invite(html, { subject: 'Copy' });
    await stage.settle(60_000);
    expect(await stage.answers(copy)).toEqual(['decline invalid-alias-id']);
  });

  it('[S4.8e] taken off while the rewrite waits, nothing is rewritten', async () => {
    const stage = new Stage({ createWorld });
    stage.world.hold();
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.world.cancel(meeting);
    stage.world.release();
    await stage.settle(60_000);
    expect(stage.world.rewrites()).toEqual([]);
    expect(stage.allAnswers()).toEqual([]);
  });

  it('[S4.7a] without rights the answer names the aliases', async () => {
    const stage = new Stage({ createWorld, withoutRights: true });
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(60_000);
    const [stored] = await stage.rig.meetings();
    const [answer] = await stage.world.answers(meeting);
    expect(answer?.text).toContain(stored?.conference?.alias);
    expect(answer?.text).toContain(stored?.conference?.numericAlias);
    expect(await stage.alarms()).toEqual(['organizer-not-allowed']);
  });

  it('[S4.7a] where the rewrite is refused for good, too, and another alarm tells', async () => {
    const stage = new Stage({ createWorld, stopped: true });
    const { mailbox, calendars } = stage.world.connect();
    const refusing: OrganizerCalendars = {
      locate: calendars.locate.bind(calendars),
      rewriteBodies: async (rewrites) => rewrites.map(() => ({ kind: 'refused', reason: 'too-large' })),
    };
    stage.addRig('second', { mailbox, calendars: refusing }).start();
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(60_000);
    const [stored] = await stage.rig.meetings();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect((await stage.world.answers(meeting))[0]?.text).toContain(stored?.conference?.alias);
    expect(await stage.alarms()).toEqual(['rewrite-refused']);
  });

  it('[S4.6c] an online meeting that a rewrite changed is told to a person, and nothing is written again', async () => {
    const stage = new Stage({ createWorld, stopped: true });
    const { mailbox, calendars } = stage.world.connect();
    const changing: OrganizerCalendars = {
      locate: calendars.locate.bind(calendars),
      rewriteBodies: async (rewrites) =>
        (await calendars.rewriteBodies(rewrites)).map((outcome) =>
          outcome.kind === 'sent' ? { ...outcome, onlineMeeting: 'other-link' } : outcome,
        ),
    };
    stage.addRig('second', { mailbox, calendars: changing }).start();
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(600_000);
    expect(stage.world.rewrites()).toHaveLength(1);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.alarms()).toEqual(['online-meeting-changed']);
  });

  it('[S4.8e] cancelled while its rewrite is refused, it is not accepted', async () => {
    const stage = new Stage({ createWorld, stopped: true });
    const { mailbox, calendars } = stage.world.connect({
      step: async (step) => {
        if (step !== 'before locate') return;
        await stage.world.cancel(meeting);
        await stage.clock.sleep(5_000);
        await stage.world.trouble({ kind: 'not-allowed', email: meeting.organizer.email });
      },
    });
    stage.addRig('second', { mailbox, calendars }).start();
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(60_000);
    const [stored] = await stage.rig.meetings();
    expect(stored?.outbox).toMatchObject([{ kind: 'organizer-update', state: { kind: 'failed' } }]);
  });
});

it('[S4.5c] no tag behind the first that opens is looked at, however many there are', async () => {
  const tokens = new Set<string>();
  const step = async ({ collection, id }: DocumentAccess) => {
    if (collection === 'claims' && id.startsWith('token:')) tokens.add(id);
  };
  const stage = new Stage({ database: createWeakMemoryDatabase({ step }) });
  const reservation = await stage.rig.reserve();
  const many = Array.from({ length: 20 }, () => stage.rig.deferredInvitation(stage.clock.now()));
  const meeting = await stage.invite(stage.rig.invitation(reservation) + many.join(''));
  await stage.settle();
  expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  expect(tokens.size).toBe(0);
});
