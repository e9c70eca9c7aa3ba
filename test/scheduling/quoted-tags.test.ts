import { DAY_MS, DEPLOYMENT, HOUR_MS, shift } from '@vmrkit/core';
import type { HeldReservation } from '@vmrkit/core/composition';
import type { DocumentAccess } from '@vmrkit/testing';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

const surroundings: readonly (readonly [string, (block: string) => string])[] = [
  ['indented', (block) => `<p>Hi</p><blockquote style="margin:0 0 0 40px">${block}</blockquote>`],
  ['indented twice', (block) => `<blockquote><blockquote>${block}</blockquote></blockquote>`],
  ['in a cell that is indented', (block) => `<blockquote><table><tr><td>${block}</td></tr></table>`],
  ['below a journey', (block) => `<p>From: Lyon<br>To: Geneva<br>Date: 12 June</p>${block}`],
  ['below a journey in French', (block) => `<p>De : Lyon<br>Date : 12 juin</p>${block}`],
  ['below a pasted mail', (block) => `<p><b>From:</b> A<br><b>Sent:</b> B<br><b>To:</b> C</p>${block}`],
  ['below an original message', (block) => `<p>-----Original Message-----</p>${block}`],
  ['below a banner', (block) => `<div>EXTERNAL<br>From: a@b.example<br>Date: today</div>${block}`],
  ['in a container of a mail program', (block) => `<div class="gmail_quote">${block}</div>`],
  ['below the head of a reply', (block) => `<div id="divRplyFwdMsg">From: A</div>${block}`],
  ['on quoted lines', (block) => block.replaceAll(/<p>|<br>/g, '$&&gt; ')],
];

describe.each(ewsAndGraph())('a tag that looks quoted, like %s', (_, createWorld) => {
  it.each(surroundings)('[S4.11a] gives a new meeting its room: %s', async (_, around) => {
    const stage = new Stage({ createWorld });
    const reservation = await stage.rig.reserve();
    const meeting = await stage.invite(around(stage.rig.invitation(reservation)));
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
  });

  it.each(surroundings)(
    '[S4.6c, S4.11a] is replaced with its placeholder, a token: %s',
    async (_, around) => {
      const stage = new Stage({ createWorld });
      const meeting = await stage.invite(around(stage.rig.deferredInvitation(stage.clock.now())));
      await stage.settle(60_000);
      const [stored] = await stage.rig.meetings();
      const html = (await stage.world.organizerView(meeting))?.html ?? '';
      expect(html).toContain(stored?.conference?.tag);
      expect(html).not.toMatch(/TOK:|will follow/);
      expect(stage.world.rewrites()).toHaveLength(1);
      expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    },
  );

  it('[S4.11b] neither moves a known meeting nor declines its update', async () => {
    const stage = new Stage({ createWorld });
    const { meeting, reservation } = await stage.accepted();
    const others = await stage.accepted({ subject: 'Other' });
    const quotes = [
      stage.rig.invitation(others.reservation),
      stage.rig.invitation(await stage.rig.reserve()),
      stage.rig.deferredInvitation(stage.clock.now(), 'caller-2'),
    ];
    for (const [hours, quoted] of quotes.entries()) {
      const html = `<p>Agenda</p><blockquote>${quoted}</blockquote>`;
      await stage.world.update(meeting, { html, time: hoursLater(2 * hours + 2) });
      await stage.settle(60_000);
    }
    expect(await stage.answers(meeting)).toEqual([
      'accept single-new',
      ...quotes.map(() => 'accept single-edited'),
    ]);
    expect(await stage.doors(reservation, hoursLater(6).start)).toEqual(['admitted']);
    expect(stage.world.rewrites()).toEqual([]);
  });
});

it('[S4.10f, S4.11c] a trusted message with a tag that opens is answered each time', async () => {
  const stage = new Stage();
  const { reservation } = await stage.accepted();
  const html = `<blockquote>${stage.rig.invitation(reservation)}</blockquote>`;
  for (const subject of ['One', 'Two']) await stage.invite(html, { subject });
  await stage.settle();
  expect(stage.allAnswers().slice(1)).toEqual(['decline alias-conflict', 'decline alias-conflict']);
});

it('[S4.11c] the tags of an untrusted first request are not looked up', async () => {
  const looked = new Set<string>();
  const step = async ({ collection }: DocumentAccess) => {
    looked.add(collection);
  };
  const stage = new Stage({ database: createWeakMemoryDatabase({ step }) });
  const html = stage.rig.invitation(await stage.rig.reserve());
  looked.clear();
  await stage.invite(html, { organizer: { name: 'Eve', email: 'eve@outside.example' } });
  await stage.settle();
  expect(stage.allAnswers()).toEqual(['decline invalid-alias-id']);
  expect([looked.has('meetings'), looked.has('spaceNumbers')]).toEqual([true, false]);
});

describe('[S4.11d] the quarantine of a number', () => {
  const released = async (stage: Stage) => {
    const reservation = await stage.rig.reserve();
    await stage.rig.reservations.release('m' as never, { reservationId: reservation.id, name: null });
    return reservation;
  };
  /** When each number may be drawn again, in days from now. */
  const daysOfRest = async (stage: Stage, reservations: readonly HeldReservation[]) => {
    const ids = reservations.map(({ alias }) => alias.slice(0, 'meet.000000'.length));
    const numbers = await stage.rig.store.spaceNumbers.load(DEPLOYMENT, ids);
    return numbers.map((number) => {
      const state = number?.value.state;
      return state?.kind === 'quarantined' ? Math.round((state.until - stage.clock.now()) / DAY_MS) : null;
    });
  };

  it.each([
    ['of the chosen tag alone', 'ada@corp.example', [90, 80]],
    ['not by an untrusted sender', 'eve@outside.example', [80, 80]],
  ])('starts again: %s', async (_, email, expected) => {
    const stage = new Stage({ stopped: true });
    const reservations = [await released(stage), await released(stage)];
    stage.jump(10 * DAY_MS);
    const time = { start: shift(stage.clock.now(), HOUR_MS), end: shift(stage.clock.now(), 2 * HOUR_MS) };
    const html = reservations.map((reservation) => stage.rig.invitation(reservation)).join('');
    await stage.invite(html, { organizer: { name: 'A', email }, ...time });
    stage.rig.start();
    await stage.settle();
    expect(stage.allAnswers()).toHaveLength(1);
    expect(await daysOfRest(stage, reservations)).toEqual(expected);
  });
});
