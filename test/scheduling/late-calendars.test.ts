import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe.each(ewsAndGraph())('an organizer’s calendar that lags behind, like %s', (_, createWorld) => {
  /** A meeting with a token tag, sent and not written yet. */
  async function sent(stage: Stage, shown: string | null = null) {
    const html = stage.rig.deferredInvitation(stage.clock.now());
    const meeting = await stage.invite(html);
    stage.world.lag(meeting, shown);
    return { meeting, html };
  }

  const waits = async (stage: Stage) =>
    (await stage.rig.meetings()).flatMap(({ outbox }) =>
      outbox.filter(({ state }) => state.kind === 'pending' || state.kind === 'sending'),
    );

  it.each([
    ['not at all', null, 20 * SECOND_MS],
    ['not at all', null, 59 * MINUTE_MS],
    ['in an earlier state', '<p>Agenda</p>', 5 * MINUTE_MS],
  ])('[S4.6g] showing the meeting %s, is looked at again until it does', async (_how, shown, lagMs) => {
    const stage = new Stage({ createWorld });
    const { meeting } = await sent(stage, shown);
    await stage.settle(lagMs);
    expect(stage.allAnswers()).toEqual([]);
    stage.world.catchUp(meeting);
    await stage.settle(Math.max(MINUTE_MS, lagMs));
    const [stored] = await stage.rig.meetings();
    expect((await stage.world.organizerView(meeting))?.html).toContain(stored?.conference?.tag);
    expect(stage.world.rewrites()).toHaveLength(1);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.alarms()).toEqual([]);
    expect(await waits(stage)).toEqual([]);
  });

  it.each([
    ['not at all', null],
    ['in an earlier state', '<p>Agenda</p>'],
  ])(
    '[S4.6g, S4.7a] showing it %s for an hour: the answer names the aliases, and an alarm tells',
    async (_how, shown) => {
      const stage = new Stage({ createWorld });
      const { meeting } = await sent(stage, shown);
      await stage.settle(HOUR_MS + MINUTE_MS);
      const [stored] = await stage.rig.meetings();
      const [answer, ...others] = await stage.world.answers(meeting);
      expect(answer?.text).toContain('single-new');
      expect(answer?.text).toContain(stored?.conference?.alias);
      expect(others).toEqual([]);
      expect(await stage.alarms()).toEqual(['rewrite-not-found']);
      stage.world.catchUp(meeting);
      const instructions = `<p>${stored?.conference?.tag}</p>`;
      await stage.world.update(meeting, { html: instructions, subject: 'Changed' });
      await stage.settle();
      expect((await stage.answers(meeting)).at(-1)).toBe('accept single-edited');
    },
  );

  it('[S4.6g] the looks grow rarer, and a restart begins no new hour', async () => {
    const stage = new Stage({ createWorld, stopped: true });
    const looks: number[] = [];
    const step = async (at: string) => {
      if (at === 'before locate') looks.push(stage.clock.now());
    };
    const first = stage.addRig('first', stage.world.connect({ step }));
    first.start();
    const { meeting } = await sent(stage);
    await stage.settle(25 * MINUTE_MS);
    const stopped = first.stop();
    await stage.settle(MINUTE_MS);
    await stopped;
    stage.addRig('second', stage.world.connect({ step })).start();
    await stage.settle(36 * MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(looks.length).toBeLessThan(25);
    expect(pauses[0]).toBeLessThanOrEqual(10 * SECOND_MS);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(11 * MINUTE_MS);
    const [before, after] = [pauses.slice(0, 6), pauses.slice(6, 12)];
    expect(Math.max(...before)).toBeLessThan(Math.min(...after));
  });

  it('[S4.8e] cancelled meanwhile, nothing goes out', async () => {
    const stage = new Stage({ createWorld });
    const { meeting } = await sent(stage);
    await stage.settle(2 * MINUTE_MS);
    await stage.world.cancel(meeting);
    await stage.settle(HOUR_MS);
    expect(stage.allAnswers()).toEqual([]);
    expect(await stage.alarms()).toEqual([]);
    expect(await waits(stage)).toEqual([]);
  });

  it('[S4.6g] deleted by an organizer who tells nobody, it is answered after the hour', async () => {
    const stage = new Stage({ createWorld });
    const { meeting } = await sent(stage, '<p>Agenda</p>');
    await stage.settle(2 * MINUTE_MS);
    await stage.world.deleteQuietly(meeting);
    await stage.settle(HOUR_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.alarms()).toEqual(['rewrite-not-found']);
  });

  it('[S4.6g] an update with the meeting’s own tag ends the search', async () => {
    const stage = new Stage({ createWorld });
    const { meeting } = await sent(stage);
    await stage.settle(2 * MINUTE_MS);
    const [stored] = await stage.rig.meetings();
    await stage.world.update(meeting, { html: `<p>${stored?.conference?.tag}</p>` });
    await stage.settle(10 * MINUTE_MS);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await waits(stage)).toEqual([]);
    expect(await stage.alarms()).toEqual([]);
  });

  it('[S4.6g] a known meeting whose calendar still shows its room gets the update rewritten, too', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation } = await stage.accepted();
    const html = stage.rig.deferredInvitation(stage.clock.now());
    await stage.world.update(meeting, { html });
    stage.world.lag(meeting, stage.rig.invitation(reservation));
    await stage.settle(3 * MINUTE_MS);
    stage.world.catchUp(meeting);
    await stage.settle(5 * MINUTE_MS);
    expect((await stage.world.organizerView(meeting))?.html).toContain(reservation.tag);
    expect(stage.world.rewrites()).toHaveLength(1);
    expect((await stage.answers(meeting)).at(-1)).toBe('accept single-new');
  });

  it('[S4.6g] an exception with a token of its own is looked for also when its series is updated meanwhile', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 5 } });
    const second = shift(start, DAY_MS);
    const html = stage.rig.deferredInvitation(stage.clock.now());
    await stage.world.update(meeting, { html }, second);
    stage.world.lag(meeting, stage.rig.invitation(reservation));
    await stage.settle(MINUTE_MS);
    await stage.world.update(meeting, { subject: 'Renamed' });
    await stage.settle(MINUTE_MS);
    stage.world.catchUp(meeting);
    await stage.settle(5 * MINUTE_MS);
    expect(stage.world.rewrites()).toMatchObject([{ instance: second }]);
    expect(await stage.alarms()).toEqual([]);
  });

  it('[S4.6e] a token that comes back late is written at most three times an hour', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, html } = await sent(stage);
    await stage.settle(MINUTE_MS);
    stage.world.catchUp(meeting);
    await stage.settle(2 * MINUTE_MS);
    for (let round = 0; round < 4; round += 1) {
      await stage.world.update(meeting, { html });
      stage.world.lag(meeting, null);
      await stage.settle(MINUTE_MS);
      stage.world.catchUp(meeting);
      await stage.settle(2 * MINUTE_MS);
    }
    expect(stage.world.rewrites()).toHaveLength(3);
    expect(await stage.alarms()).toEqual(['rewrite-loop']);
  });
});
