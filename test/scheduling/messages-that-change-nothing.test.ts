import { DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { end, hoursLater, organizer, Stage, start } from './stage.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };
const eve = { name: 'Eve', email: 'eve@outside.example' };

afterEach(Stage.closeAll);

describe('repetition', () => {
  it.each(['ref', 'copy'] as const)(
    '[S4.3k, S4.8a] a message that comes twice (%s) counts once',
    async (as) => {
      const stage = new Stage();
      const { meeting, reservation } = await stage.accepted();
      stage.world.duplicate(meeting, as);
      await stage.settle();
      stage.world.duplicate(meeting, as);
      await stage.settle();
      expect(await stage.answers(meeting)).toEqual(['accept single-new']);
      expect(await stage.doors(reservation, start)).toEqual(['admitted']);
      expect(await stage.rig.meetings()).toHaveLength(1);
    },
  );

  it.each(['ref', 'copy'] as const)(
    '[S4.3k, S4.8a] one that was declined and comes twice (%s) is declined once',
    async (as) => {
      const stage = new Stage({ world: { answeredRequest: 'stays', secondAnswer: 'allowed' } });
      const meeting = await stage.invite('<p>PXPS:-nobody-gave-this-out#</p>');
      await stage.settle();
      stage.world.duplicate(meeting, as);
      await stage.settle();
      expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
    },
  );
});

describe('what does no harm', () => {
  it('[S4.3e] a delegate copy is not answered', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.delegateCopy(meeting);
    await stage.world.forge({ meeting, sender: organizer, senderAuthenticated: true, delegateCopy: true });
    await stage.settle();
    expect(stage.allAnswers()).toEqual(['accept single-new']);
    expect(stage.decided().at(-1)).toBe('ignore: delegate-copy');
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it('[S4.3e] a forwarded copy changes nothing and is not answered', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.forward(meeting, bea);
    await stage.world.forward(meeting, eve);
    await stage.settle();
    expect(stage.allAnswers()).toEqual(['accept single-new']);
    const [stored] = await stage.rig.meetings();
    expect(stored?.organizer).toEqual(organizer);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it('[S4.3e] a change of other attendees is journalled and not answered', async () => {
    const stage = new Stage();
    const { meeting } = await stage.accepted();
    await stage.world.update(meeting, {});
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    const [stored] = await stage.rig.meetings();
    expect(stored?.journal.map(({ outcome }) => outcome)).toEqual(['apply: single-new', 'apply: unanswered']);
  });

  it('[S4.3e] responses and other mail are not answered and leave no trace', async () => {
    const stage = new Stage();
    await stage.world.sendMail({ from: eve, subject: 'Accepted: Plan', html: '<p>PXPS:-x#</p>' });
    await stage.settle();
    expect(stage.allAnswers()).toEqual([]);
    expect(await stage.rig.meetings()).toEqual([]);
  });

  it('[S4.3l] what the mail system calls out of date is judged by our own order', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    const forgery = { meeting, sender: eve, sequence: 99, stamp: shift(start, 9_000 * HOUR_MS) };
    await stage.world.forge(forgery);
    await stage.settle();
    await stage.world.forge({
      meeting,
      sender: organizer,
      senderAuthenticated: true,
      outOfDate: true,
      sequence: 1,
      ...hoursLater(9),
    });
    await stage.settle();
    expect(await stage.doors(reservation, start, hoursLater(9).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
  });
});

describe('tags', () => {
  it.each([
    ['S4.5b malformed', '<p>PXPS:-abc</p>', 'invalid-alias-id'],
    ['S4.5c never given out', '<p>PXPS:-abcdefghijklmnopqrstuvwxyz234567#</p>', 'invalid-alias-id'],
    ['S4.5a none', '<p>Agenda</p>', 'invalid-alias-id'],
  ])('[S4.5a, S4.5b, S4.5c, S4.5i] %s tag', async (_, html, text) => {
    const stage = new Stage();
    const meeting = await stage.invite(html);
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual([`decline ${text}`]);
    expect((await stage.rig.meetings()).every(({ conference }) => conference === null)).toBe(true);
  });

  it('[S4.3b, S4.5j] an update that was declined and taken back is accepted anew', async () => {
    const stage = new Stage();
    const { reservation: others } = await stage.accepted({ subject: 'Others' });
    const { meeting, reservation } = await stage.accepted();
    await stage.world.update(meeting, { html: stage.rig.invitation(others) });
    await stage.settle();
    await stage.world.update(meeting, { html: stage.rig.invitation(reservation) });
    await stage.settle();
    await stage.world.update(meeting, {});
    await stage.settle();
    const answers = ['accept single-new', 'decline alias-conflict', 'accept single-edited'];
    expect(await stage.answers(meeting)).toEqual(answers);
  });

  it('[S4.5g] a meeting that is over is declined, one that runs is not', async () => {
    const stage = new Stage();
    stage.clock.jumpTo(shift(end, 1));
    const { meeting: over, reservation } = await stage.accepted();
    expect(await stage.answers(over)).toEqual(['decline single-in-past']);
    expect(await stage.doors(reservation, start)).toEqual(['unknown']);
    const now = stage.clock.now();
    const { meeting: running } = await stage.accepted({
      start: shift(now, -HOUR_MS),
      end: shift(now, HOUR_MS),
    });
    expect(await stage.answers(running)).toEqual(['accept single-new']);
  });

  it('[S4.5f] a series that is over is declined, one with occurrences ahead or without end is not', async () => {
    const stage = new Stage();
    stage.jump(30 * DAY_MS);
    const series = async (count: number | null) => {
      const { meeting } = await stage.accepted({ repeat: { everyDays: 1, count } });
      return stage.answers(meeting);
    };
    expect(await series(5)).toEqual(['decline series-in-past']);
    expect(await series(90)).toEqual(['accept series-new']);
    expect(await series(null)).toEqual(['accept series-new']);
  });
});

describe('names', () => {
  it('[S4.2b] two meetings of one name get different rooms’ names', async () => {
    const stage = new Stage();
    await stage.accepted();
    await stage.accepted();
    await stage.accepted({ subject: 'PLAN' });
    const names = (await stage.rig.meetings()).map(({ conference }) => conference?.name).sort();
    expect(names).toEqual(['PLAN (Ada) 3', 'Plan (Ada)', 'Plan (Ada) 2']);
  });

  it('[S12.1a, S12.1b] the name is fixed while the window is open, subject and description are not', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    stage.clock.jumpTo(start);
    await stage.world.update(meeting, { subject: 'Renamed' });
    await stage.settle();
    expect(await stage.rig.admit(reservation.alias)).toMatchObject({
      kind: 'admitted',
      conference: { name: 'Plan (Ada)', subject: 'Renamed' },
    });
    stage.clock.jumpTo(shift(end, 2 * HOUR_MS));
    await stage.world.update(meeting, { time: hoursLater(24), subject: 'Again' });
    await stage.settle();
    expect(await stage.rig.admit(reservation.alias, hoursLater(24).start)).toMatchObject({
      conference: { name: 'Again (Ada)', subject: 'Again' },
    });
  });
});
