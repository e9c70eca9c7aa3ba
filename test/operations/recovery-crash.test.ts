import { HOUR_MS, shift } from '@vmrkit/core';
import { CrashError, createEwsLikeWorld, FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { at, type SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { createRig, invite, lostStore, recover } from './operations-rig.ts';

const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');

/** A tag that nobody can open any more. */
function broken(tag: string): string {
  return `${tag.slice(0, 20)}${tag.charAt(20) === 'a' ? 'b' : 'a'}${tag.slice(21)}`;
}

/** Three meetings of a store that is lost, one with a tag that nobody can open. */
async function lostMeetings() {
  const clock = new FakeClock();
  const world = createEwsLikeWorld({ clock });
  const before = createRig(world, clock);
  const kept = await invite(before, world, { subject: 'Kept', start, end });
  const series = await invite(before, world, { subject: 'Daily', start, end, days: 3 });
  const damaged = await invite(before, world, { subject: 'Damaged', start: shift(start, HOUR_MS), end });
  before.start();
  await clock.advance(1_000);
  const html = `<p>Join ${damaged.alias}</p><p>${broken(damaged.tag)}</p><p>Agenda</p>`;
  await world.update(damaged.meeting, { html });
  await clock.advance(1_000);
  await before.stop();
  return { clock, world, database: await lostStore(before), kept, series, damaged };
}

async function workShortly(rig: SchedulingRig, clock: FakeClock): Promise<void> {
  rig.start();
  await clock.advance(1_000);
  await rig.stop();
}

type Lost = Awaited<ReturnType<typeof lostMeetings>>;

/** A recovery that is stopped at its `stopAt`-th step, before or after a write of the store or an act of a port. */
async function stoppedRun({ world, clock, database }: Lost, stopAt: number) {
  let steps = 0;
  let dead = false;
  const step = () => {
    steps += 1;
    dead ||= steps === stopAt;
    return dead;
  };
  const connection = database.connect({ crash: step });
  const ports = world.connect({
    step: async () => {
      if (step()) throw new CrashError();
    },
  });
  const rig = createRig(world, clock, { database: connection, ports, seed: 21 });
  try {
    await recover(rig);
    return { stopped: false, steps };
  } catch (error) {
    if (!(error instanceof CrashError)) throw error;
    return { stopped: true, steps };
  }
}

describe('recovery, stopped anywhere and run again', () => {
  it('[S8.1k] ends with one VMR for each meeting, one organizer told once and nobody else', async () => {
    const { steps } = await stoppedRun(await lostMeetings(), Number.POSITIVE_INFINITY);
    expect(steps).toBeGreaterThan(50);
    for (let stopAt = 1; stopAt <= steps; stopAt += 1) {
      const lost = await lostMeetings();
      const { clock, world, database, kept, series, damaged } = lost;
      const where = `stopped at ${stopAt} of ${steps}`;
      expect((await stoppedRun(lost, stopAt)).stopped, where).toBe(true);
      const rig = createRig(world, clock, { database: database.connect(), seed: 22 });
      expect((await recover(rig)).report.failed, where).toEqual({});
      // What was sent before the stop comes back as mail, which the worker reads first.
      await workShortly(rig, clock);
      expect((await recover(rig)).report.failed, where).toEqual({});
      await workShortly(rig, clock);
      expect((await recover(rig)).report.plan.tasks.size, where).toBe(0);
      const meetings = await rig.meetings();
      expect(meetings, where).toHaveLength(3);
      const aliasOf = (subject: string) =>
        meetings.find((meeting) => meeting.subject === subject)?.conference?.alias;
      expect(aliasOf('Kept'), where).toBe(kept.alias);
      expect(aliasOf('Daily'), where).toBe(series.alias);
      expect(new Set(['Kept', 'Daily', 'Damaged'].map(aliasOf)).size, where).toBe(3);
      expect(
        world.rewrites().map(({ meetingId }) => meetingId),
        where,
      ).toEqual([damaged.meeting.id]);
      const html = (await world.organizerView(damaged.meeting))?.html ?? '';
      expect(html.match(/PXPS:-/g), where).toHaveLength(1);
      expect(html.match(/New details/g), where).toHaveLength(1);
      const answers = await world.answers(damaged.meeting);
      expect(
        answers.filter(({ text }) => text.includes('single-new')),
        where,
      ).toHaveLength(2);
      expect(await world.answers(kept.meeting), where).toHaveLength(1);
      for (const { conference } of meetings) {
        const joined = await rig.admit(conference?.alias ?? '', shift(start, HOUR_MS));
        expect(joined, where).toMatchObject({ kind: 'admitted' });
      }
    }
  }, 120_000);

  it('[S8.1k] finds the aliases again also when housekeeping came between', async () => {
    const { steps } = await stoppedRun(await lostMeetings(), Number.POSITIVE_INFINITY);
    for (let stopAt = 1; stopAt <= steps; stopAt += 5) {
      const lost = await lostMeetings();
      const { clock, world, database, kept, series } = lost;
      await stoppedRun(lost, stopAt);
      const rig = createRig(world, clock, { database: database.connect(), seed: 22 });
      for (let round = 0; round < 3; round += 1) {
        clock.jumpTo(shift(clock.now(), 2 * HOUR_MS));
        await rig.runHousekeeping();
      }
      const where = `stopped at ${stopAt} of ${steps}`;
      expect((await recover(rig)).report.failed, where).toEqual({});
      const aliases = (await rig.meetings()).map(({ conference }) => conference?.alias);
      expect(aliases, where).toHaveLength(3);
      expect(aliases, where).toEqual(expect.arrayContaining([kept.alias, series.alias]));
      expect(world.rewrites(), where).toHaveLength(1);
    }
  }, 60_000);
});
