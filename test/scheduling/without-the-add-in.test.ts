import { HOUR_MS, shift } from '@vmrkit/core';
import { plainOptions, type SchedulingOptions } from '@vmrkit/core/composition';
import { afterEach, describe, expect, it } from 'vitest';
import { hoursLater, organizer, Stage, type StageOptions, start } from './stage.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };
const eve = { name: 'Eve', email: 'eve@outside.example' };
const agenda = '<html><body><p>Agenda</p></body></html>';

afterEach(Stage.closeAll);

function stageWith(on: Partial<SchedulingOptions>, options: StageOptions = {}): Stage {
  return new Stage({ ...options, policy: { ...options.policy, options: { ...plainOptions, ...on } } });
}

const withoutAddIn = { withoutAddIn: { keyword: null } };

/** How often the organizer's meeting has instructions, and which alias they name. */
async function instructions(stage: Stage, meeting: Awaited<ReturnType<Stage['invite']>>) {
  const html = (await stage.world.organizerView(meeting))?.html ?? '';
  return { count: html.split('PXPS:-').length - 1, alias: /meet\.\d{6}@vmr\.example/.exec(html)?.[0] ?? '' };
}

describe('a request without a tag', () => {
  it('[S12.10a] gets a room, and the invitation its instructions, once', async () => {
    const stage = stageWith(withoutAddIn);
    const meeting = await stage.invite(agenda);
    await stage.settle(120_000);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    const { count, alias } = await instructions(stage, meeting);
    expect(count).toBe(1);
    expect((await stage.world.organizerView(meeting))?.html).toContain('<p>Agenda</p>');
    expect(await stage.doors({ alias }, start)).toEqual(['admitted']);
    expect(stage.world.rewrites()).toHaveLength(1);
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.settle(120_000);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect(stage.world.rewrites()).toHaveLength(1);
  });

  it('[S12.10a] keeps its room where every instruction is taken out again', async () => {
    const stage = stageWith(withoutAddIn);
    const meeting = await stage.invite(agenda);
    await stage.settle(120_000);
    const { alias } = await instructions(stage, meeting);
    await stage.world.update(meeting, { html: agenda, time: hoursLater(2) });
    await stage.settle(120_000);
    expect(await stage.doors({ alias }, hoursLater(2).start)).toEqual(['admitted']);
    expect(stage.world.rewrites()).toHaveLength(1);
  });

  it('[S12.10a] names its aliases in the answer where there are no rights over organizers', async () => {
    const stage = stageWith(withoutAddIn, { withoutRights: true });
    const meeting = await stage.invite(agenda);
    await stage.settle(120_000);
    const [answer] = await stage.world.answers(meeting);
    const alias = /meet\.\d{6}@vmr\.example/.exec(answer?.text ?? '')?.[0] ?? '';
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.doors({ alias }, start)).toEqual(['admitted']);
    expect(await instructions(stage, meeting)).toMatchObject({ count: 0 });
  });

  it('[S12.10a] waits for a calendar that shows the meeting later', async () => {
    const stage = stageWith(withoutAddIn, { stopped: true });
    const meeting = await stage.invite(agenda);
    stage.world.lag(meeting, null);
    stage.rig.start();
    await stage.settle(60_000);
    expect(await stage.answers(meeting)).toEqual([]);
    stage.world.catchUp(meeting);
    await stage.settle(300_000);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await instructions(stage, meeting)).toMatchObject({ count: 1 });
  });

  it('[S12.10a] leaves alone what the add-in put into the invitation meanwhile', async () => {
    const stage = stageWith(withoutAddIn, { stopped: true });
    const meeting = await stage.invite(agenda);
    stage.world.lag(meeting, null);
    stage.rig.start();
    await stage.settle(5_000);
    const reservation = await stage.rig.reserve();
    stage.world.hold();
    await stage.world.update(meeting, { html: stage.rig.invitation(reservation) });
    stage.world.catchUp(meeting);
    await stage.settle(120_000);
    stage.world.release();
    await stage.settle(120_000);
    expect(await instructions(stage, meeting)).toEqual({ count: 1, alias: reservation.alias });
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });

  it('[S12.10b, S12.10d] gets none from an outsider, and none with a cut tag', async () => {
    const stage = stageWith(withoutAddIn, { policy: { trustedDomains: ['outside.example'] } });
    const outside = await stage.invite(agenda, { organizer: eve });
    const cut = await stage.invite('<p>PXPS:-abc</p>');
    await stage.settle(120_000);
    expect(await stage.answers(outside)).toEqual(['decline invalid-alias-id']);
    expect(await stage.answers(cut)).toEqual(['decline invalid-alias-id']);
    expect(stage.world.rewrites()).toEqual([]);
  });

  it('[S12.10c] that somebody else sends counts where the organizer’s calendar lists the mailbox', async () => {
    const stage = stageWith(withoutAddIn, { stopped: true });
    const meeting = await stage.invite(agenda, { organizer });
    stage.world.vanish(meeting);
    const strange = await stage.world.enter({ organizer, subject: 'Plan', html: agenda, ...hoursLater(4) });
    for (const each of [meeting, strange]) {
      const { globalObjectId } = stage.world.organized(each) ?? {};
      await stage.world.inject({
        organizer,
        sender: bea,
        identity: { globalObjectId: globalObjectId ?? null, uid: null },
        subject: each === meeting ? 'Listed' : 'Unlisted',
      });
    }
    stage.rig.start();
    await stage.settle(120_000);
    expect(stage.decided().slice(0, 2).toSorted()).toEqual(['apply', 'decline: invalid-alias-id']);
    expect(stage.world.rewrites().map(({ meetingId }) => meetingId)).toEqual([meeting.id]);
  });

  it('[S12.10e] gets one where the keyword stands in its location', async () => {
    const stage = stageWith({ withoutAddIn: { keyword: 'VMR' } });
    const plain = await stage.invite('<p>VMR</p>');
    const named = await stage.invite(agenda, { location: 'Room 7, vmr' });
    await stage.settle(120_000);
    expect(await stage.answers(plain)).toEqual(['decline invalid-alias-id']);
    expect(await stage.answers(named)).toEqual(['accept single-new']);
  });

  it('[S12.10f] gets one twenty times an hour for an organizer', async () => {
    const stage = stageWith(withoutAddIn, { withoutRights: true });
    for (let count = 0; count < 21; count += 1) await stage.invite(agenda, hoursLater(count));
    const others = await stage.invite(agenda, { organizer: bea });
    await stage.settle(300_000);
    const answers = stage.allAnswers();
    expect(answers.filter((each) => each === 'accept single-new')).toHaveLength(21);
    expect(answers.filter((each) => each === 'decline invalid-alias-id')).toHaveLength(1);
    expect(await stage.answers(others)).toEqual(['accept single-new']);
  });

  it('[S12.10d, S4.1d] makes no room of old mail', async () => {
    const stage = new Stage();
    const meeting = await stage.invite(agenda);
    await stage.settle(120_000);
    const second = stage.addRig('second', { policy: { options: { ...plainOptions, ...withoutAddIn } } });
    await stage.rig.stop();
    await stage.world.loseCursors();
    second.start();
    await stage.settle(300_000);
    expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
    expect(stage.world.rewrites()).toEqual([]);
    await second.stop();
  });
});

describe('a copy', () => {
  it('[S12.17a] gets a room of its own, and its block takes the place of the other', async () => {
    const stage = stageWith({ roomsForCopies: true });
    const { meeting, reservation } = await stage.accepted();
    const html = stage.rig.invitation(reservation);
    const copy = await stage.invite(html, hoursLater(4));
    await stage.settle(120_000);
    const { count, alias } = await instructions(stage, copy);
    expect(await stage.answers(copy)).toEqual(['accept single-new']);
    expect(count).toBe(1);
    expect(alias).not.toBe(reservation.alias);
    const view = await stage.world.organizerView(copy);
    expect(view?.html).not.toContain(reservation.alias);
    expect(view?.html).toContain('<p>Agenda</p>');
    expect(await stage.doors({ alias }, hoursLater(4).start)).toEqual(['admitted']);
    expect(await stage.doors(reservation, start, hoursLater(4).start)).toEqual(['admitted', 'closed: over']);
    expect(await instructions(stage, meeting)).toEqual({ count: 1, alias: reservation.alias });
  });

  it('[S12.17a] that comes before its original leaves both a room', async () => {
    const stage = stageWith({ roomsForCopies: true }, { stopped: true });
    const reservation = await stage.rig.reserve();
    const html = stage.rig.invitation(reservation);
    stage.world.hold();
    const first = await stage.invite(html);
    const copy = await stage.invite(html, hoursLater(4));
    stage.world.release({ order: 'reversed' });
    stage.rig.start();
    await stage.settle(120_000);
    const aliases = [await instructions(stage, first), await instructions(stage, copy)];
    expect(aliases.map(({ count }) => count)).toEqual([1, 1]);
    expect(new Set(aliases.map(({ alias }) => alias)).size).toBe(2);
    expect(await stage.answers(first)).toEqual(['accept single-new']);
    expect(await stage.answers(copy)).toEqual(['accept single-new']);
  });

  it('[S12.17a] into a meeting that has a room brings back that meeting’s own instructions', async () => {
    const stage = stageWith({ roomsForCopies: true });
    const { reservation: others } = await stage.accepted({ subject: 'Others' });
    const { meeting, reservation } = await stage.accepted();
    await stage.world.update(meeting, { html: stage.rig.invitation(others) });
    await stage.settle(120_000);
    expect(await instructions(stage, meeting)).toEqual({ count: 1, alias: reservation.alias });
  });

  it.each([
    ['there are no calendars', { withoutRights: true }],
    ['the organizer’s is closed', {}],
  ])('[S12.17b] is told the conflict where %s', async (_, options) => {
    const stage = stageWith({ roomsForCopies: true }, options);
    const { reservation } = await stage.accepted();
    await stage.world.trouble({ kind: 'not-allowed', email: organizer.email });
    const copy = await stage.invite(stage.rig.invitation(reservation), hoursLater(4));
    await stage.settle(120_000);
    expect(await stage.answers(copy)).toEqual(['decline alias-conflict']);
  });

  it('[S12.17c] of somebody else’s meeting is none', async () => {
    const stage = stageWith({ roomsForCopies: true });
    const { reservation } = await stage.accepted();
    const copy = await stage.invite(stage.rig.invitation(reservation), { organizer: bea });
    await stage.settle(120_000);
    expect(await stage.answers(copy)).toEqual(['decline alias-conflict']);
  });
});

describe('limits', () => {
  it('[S12.15a] a meeting beyond one is declined in words of its own, an update leaves the room as it was', async () => {
    const stage = stageWith({ longestMinutes: 60, daysAhead: 30, mostOccurrences: 5 });
    const { meeting, reservation } = await stage.accepted();
    await stage.world.update(meeting, { time: { start, end: shift(start, 2 * HOUR_MS) } });
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'decline beyond-limits']);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    for (const repeat of [
      { everyDays: 1, count: 6 },
      { everyDays: 10, count: 5 },
      { everyDays: 1, count: null },
    ]) {
      const series = await stage.accepted({ repeat });
      expect(await stage.answers(series.meeting)).toEqual(['decline beyond-limits']);
    }
    const short = await stage.accepted({ repeat: { everyDays: 1, count: 5 } });
    expect(await stage.answers(short.meeting)).toEqual(['accept series-new']);
  });
});
