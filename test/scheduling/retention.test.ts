import { DAY_MS, DEPLOYMENT, HOUR_MS, type Instant, MINUTE_MS, shift } from '@vmrkit/core';
import { aliasClaim } from '@vmrkit/core/composition';
import type { WorldMeeting } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { holding } from '../faults/explorer/ledger.ts';
import { ewsAndGraph } from './mail-systems.ts';
import { day, hourAfter, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

/** The answer to an update that comes at `when` and moves the meeting to the day after. */
async function answerToUpdate(stage: Stage, meeting: WorldMeeting, when: Instant, html?: string) {
  stage.clock.jumpTo(when);
  await stage.settle();
  const time = hourAfter(shift(stage.clock.now(), DAY_MS), 0);
  await stage.world.update(meeting, html === undefined ? { time } : { html, time });
  await stage.settle();
  return (await stage.answers(meeting)).at(-1);
}

describe('retention', () => {
  it('[S4.9a, S4.9b, S4.9c, S4.3h] a room goes after a day, alias deleted for 30 days, then invalid alias id', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    stage.clock.jumpTo(shift(start, 26 * HOUR_MS - MINUTE_MS));
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'bound', aliases: 2 });
    stage.jump(2 * MINUTE_MS);
    await stage.settle();
    const removedAt = stage.clock.now();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
    const answerAfter = (days: number) => answerToUpdate(stage, meeting, shift(removedAt, days * DAY_MS));
    expect(await answerAfter(1)).toBe('decline alias-deleted');
    expect(await answerAfter(29)).toBe('decline alias-deleted');
    expect(await answerAfter(31)).toBe('decline invalid-alias-id');
    expect(await answerAfter(200)).toBe('decline invalid-alias-id');
  });

  it('[S4.9b, S4.9c] the same for an update that lost its tag', async () => {
    const stage = new Stage();
    const { meeting } = await stage.accepted();
    stage.clock.jumpTo(shift(start, 26 * HOUR_MS));
    await stage.settle();
    const removedAt = stage.clock.now();
    const answerAfter = (days: number) =>
      answerToUpdate(stage, meeting, shift(removedAt, days * DAY_MS), '<p>Plan</p>');
    expect(await answerAfter(29)).toBe('decline alias-deleted');
    expect(await answerAfter(31)).toBe('decline invalid-alias-id');
  });

  it('[S4.9a] its length is the integration’s', async () => {
    const stage = new Stage({ policy: { retentionHours: 1, joinAfterMinutes: 0 } });
    const { reservation } = await stage.accepted();
    stage.clock.jumpTo(shift(start, 2 * HOUR_MS + MINUTE_MS));
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
  });

  it('[S4.3a] with another tag the aliases that it had are given back at once, not with the room', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    const next = await stage.rig.reserve();
    await stage.world.update(meeting, { html: stage.rig.invitation(next) });
    await stage.settle();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
    expect(await holding(stage.rig, next)).toEqual({ state: 'bound', aliases: 2 });
    expect(await stage.doors(next, start)).toEqual(['admitted']);
  });

  it('[S4.3g, S4.3f] taken off and put back within it the meeting has its aliases again', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted({ start: day(9), end: shift(day(9), HOUR_MS) });
    await stage.world.uninvite(meeting);
    await stage.settle();
    expect(await stage.doors(reservation, day(9))).toEqual(['closed: cancelled']);
    stage.jump(23 * HOUR_MS);
    await stage.settle();
    await stage.world.reinvite(meeting);
    await stage.settle();
    expect(await stage.doors(reservation, day(9))).toEqual(['admitted']);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-new']);
    const [claim] = await stage.rig.store.claims.load(DEPLOYMENT, [aliasClaim(reservation.alias)]);
    expect(claim?.value.meetingKey).not.toBeNull();
  });

  it('[S4.3h] put back too late it is declined as alias deleted', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted({ start: day(9), end: shift(day(9), HOUR_MS) });
    await stage.world.uninvite(meeting);
    await stage.settle();
    stage.jump(25 * HOUR_MS);
    await stage.settle();
    await stage.world.reinvite(meeting);
    await stage.settle();
    expect((await stage.answers(meeting)).at(-1)).toBe('decline alias-deleted');
    expect(await stage.doors(reservation, day(9))).toEqual(['unknown']);
  });

  it('[S4.5e] a reservation that lapsed is alias deleted', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    stage.jump(91 * DAY_MS);
    await stage.rig.runHousekeeping();
    const from = shift(stage.clock.now(), DAY_MS);
    const meeting = await stage.invite(stage.rig.invitation(reservation), {
      start: from,
      end: shift(from, HOUR_MS),
    });
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['decline alias-deleted']);
  });

  it('[S3.3b, S3.3c, S3.3d] a reservation never used lapses after 90 days, and its number is free after 90 more', async () => {
    const stage = new Stage();
    const reservation = await stage.rig.reserve();
    const answerAfter = async (days: number) => {
      stage.jump(days * DAY_MS);
      await stage.rig.runHousekeeping();
      const from = shift(stage.clock.now(), DAY_MS);
      const times = { start: from, end: shift(from, HOUR_MS) };
      const meeting = await stage.invite(stage.rig.invitation(reservation), times);
      await stage.settle();
      return stage.answers(meeting);
    };
    stage.jump(89 * DAY_MS);
    await stage.rig.runHousekeeping();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'reserved', aliases: 2 });
    stage.jump(DAY_MS);
    await stage.rig.runHousekeeping();
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
    expect(await answerAfter(1)).toEqual(['decline alias-deleted']);
    expect(await answerAfter(60)).toEqual(['decline alias-deleted']);
    // Its number rests again since its tag was seen; the tag itself is told as deleted no longer than before.
    expect(await answerAfter(30)).toEqual(['decline invalid-alias-id']);
    expect(await holding(stage.rig, reservation)).toEqual({ state: null, aliases: 0 });
    const numbers = () =>
      stage.rig.store.spaceNumbers.find(DEPLOYMENT, { index: 'free', equals: ['meet./6'], limit: 10 });
    stage.jump(89 * DAY_MS);
    await stage.rig.runHousekeeping();
    expect((await numbers()).items).toEqual([]);
    stage.jump(2 * DAY_MS);
    await stage.rig.runHousekeeping();
    expect((await numbers()).items).toHaveLength(1);
    expect((await stage.rig.reserve()).numericAlias).toBe(reservation.numericAlias);
  });

  it('[S4.9a] housekeeping takes nothing that a live meeting uses', async () => {
    const stage = new Stage();
    const { reservation } = await stage.accepted({ repeat: { everyDays: 1, count: null } });
    for (let weeks = 0; weeks < 20; weeks += 1) {
      stage.jump(7 * DAY_MS);
      await stage.settle(10_000);
      await stage.rig.runHousekeeping();
    }
    expect(await stage.doors(reservation, day(140))).toEqual(['admitted']);
    const { meeting } = await stage.accepted({ start: day(150), end: shift(day(150), HOUR_MS) });
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect((await stage.rig.meetings()).map(({ conference }) => conference?.name).sort()).toEqual([
      'Plan (Ada)',
      'Plan (Ada) 2',
    ]);
  });
});

/** A meeting whose room is gone for good. */
async function removedMeeting(stage: Stage) {
  const accepted = await stage.accepted();
  stage.clock.jumpTo(shift(start, 26 * HOUR_MS + MINUTE_MS));
  await stage.settle();
  return { ...accepted, time: hourAfter(shift(stage.clock.now(), DAY_MS), 0) };
}

describe.each(ewsAndGraph())('a meeting whose room is gone, like %s', (_, createWorld) => {
  it('[S4.9b, S4.2a] has a new one with a new tag, for as long as any other', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation, time } = await removedMeeting(stage);
    const [gone] = await stage.rig.meetings();
    await stage.world.update(meeting, { time });
    await stage.settle();
    const next = await stage.rig.reserve();
    await stage.world.update(meeting, { html: stage.rig.invitation(next) });
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual([
      'accept single-new',
      'decline alias-deleted',
      'accept single-new',
    ]);
    expect(await stage.doors(next, time.start, gone?.expiresAt ?? start)).toEqual([
      'admitted',
      'closed: over',
    ]);
    expect(await stage.doors(reservation, time.start)).toEqual(['unknown']);
    expect(await holding(stage.rig, reservation)).toEqual({ state: 'released', aliases: 0 });
    const [stored] = await stage.rig.meetings();
    expect(stored).toMatchObject({ status: 'live', abandoned: [], conference: { name: 'Plan (Ada)' } });
    expect(stored?.expiresAt).toBe(shift(time.end, 25 * HOUR_MS));
    stage.clock.jumpTo(shift(time.end, 25 * HOUR_MS + MINUTE_MS));
    await stage.settle();
    expect(await holding(stage.rig, next)).toEqual({ state: 'released', aliases: 0 });
  });

  it('[S4.5e, S4.9b] also where the old instructions are left above the new ones', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation, time } = await removedMeeting(stage);
    const next = await stage.rig.reserve();
    const html = stage.rig.invitation(reservation) + stage.rig.invitation(next);
    await stage.world.update(meeting, { time, html });
    await stage.settle();
    expect((await stage.answers(meeting)).at(-1)).toBe('accept single-new');
    expect(await stage.doors(next, time.start)).toEqual(['admitted']);
  });

  it('[S4.9b, S4.6e] has a new one with a new token', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, time } = await removedMeeting(stage);
    await stage.world.update(meeting, { html: stage.rig.deferredInvitation(stage.clock.now()), time });
    await stage.settle(60_000);
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-new']);
    const [stored] = await stage.rig.meetings();
    expect(await stage.doors({ alias: stored?.conference?.alias ?? '' }, time.start)).toEqual(['admitted']);
    expect(stage.world.rewrites()).toHaveLength(1);
  });
});
