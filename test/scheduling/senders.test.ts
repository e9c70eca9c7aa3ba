import { DEPLOYMENT, HOUR_MS, shift } from '@vmrkit/core';
import { aliasClaim } from '@vmrkit/core/composition';
import { createGraphLikeWorld } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { hoursLater, organizer, Stage, start } from './stage.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };
const eve = { name: 'Eve', email: 'eve@outside.example' };

afterEach(Stage.closeAll);

describe('who may change a meeting', () => {
  it('[S4.10a] a delegate who sends for the organizer', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.forge({ meeting, sender: bea, senderAuthenticated: true, ...hoursLater(4) });
    await stage.settle();
    expect(await stage.doors(reservation, hoursLater(4).start)).toEqual(['admitted']);
  });

  it('[S4.3a, S4.10b] a trusted new organizer, and then the old one no more', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.handOver(meeting, bea);
    await stage.settle();
    const decision = await stage.rig.admit(reservation.alias, start);
    expect(decision).toMatchObject({ conference: { ownerEmail: 'bea@corp.example', name: 'Plan (Bea)' } });
    await stage.world.forge({
      meeting,
      kind: 'cancellation',
      organizer,
      sender: organizer,
      senderAuthenticated: true,
    });
    await stage.settle();
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    expect(stage.decided().at(-1)).toBe('note: not-organizer');
  });

  it.each([
    ['an outsider under its own name', { sender: eve, organizer: eve }],
    ['an outsider under the organizer’s', { sender: organizer }],
    ['an outsider in the organizer’s name', { sender: eve }],
  ])('[S4.10c] not %s: journalled, not answered', async (_, forgery) => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.forge({ meeting, ...forgery, ...hoursLater(4) });
    await stage.world.forge({ meeting, ...forgery, kind: 'cancellation' });
    await stage.settle();
    expect(await stage.doors(reservation, start, hoursLater(4).start)).toEqual(['admitted', 'closed: over']);
    expect(stage.allAnswers()).toEqual(['accept single-new']);
    const [stored] = await stage.rig.meetings();
    expect(stored?.journal.slice(1).map(({ outcome }) => outcome)).toEqual([
      'ignore: not-organizer',
      'ignore: not-organizer',
    ]);
  });
});

describe('who may ask first', () => {
  const outside = { organizer: eve };

  it('[S4.10d, S4.10e] nobody whom the mail system did not authenticate, tag or not', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted(outside);
    expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
    expect(await stage.doors(reservation, start)).toEqual(['unknown']);
    const [claim] = await stage.rig.store.claims.load(DEPLOYMENT, [aliasClaim(reservation.alias)]);
    expect(claim?.value.meetingKey).toBeNull();
  });

  it('[S4.10e] domains can be added', async () => {
    const stage = new Stage({ policy: { trustedDomains: ['outside.example'] } });
    const { meeting } = await stage.accepted({ organizer: { ...eve, email: 'Eve@OUTSIDE.example' } });
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });

  it('[S4.10e] trust in authenticated senders can be left out', async () => {
    const stage = new Stage({
      policy: { trustAuthenticatedSenders: false, trustedDomains: ['partner.example'] },
    });
    const { meeting } = await stage.accepted();
    expect(await stage.answers(meeting)).toEqual(['decline invalid-alias-id']);
  });

  it('[S4.10f] is answered once an hour, whatever it asks', async () => {
    const stage = new Stage();
    for (let count = 0; count < 5; count += 1)
      await stage.invite('<p>Agenda</p>', { ...outside, subject: `${count}` });
    await stage.settle();
    const meeting = await stage.invite('<p>Agenda</p>', {
      organizer: { name: 'Mal', email: 'mal@outside.example' },
    });
    await stage.settle();
    expect(stage.allAnswers()).toEqual(['decline invalid-alias-id', 'decline invalid-alias-id']);
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.settle();
    expect(stage.allAnswers()).toHaveLength(2);
    stage.jump(HOUR_MS);
    await stage.invite('<p>Agenda</p>', outside);
    await stage.settle();
    expect(stage.allAnswers()).toHaveLength(3);
  });

  it('[S4.10i] nobody is told of mail that others sent in her name', async () => {
    const stage = new Stage();
    const victim = { name: 'Vic', email: 'vic@corp.example' };
    for (let count = 0; count < 30; count += 1) {
      const sender = { name: 'X', email: `x${count}@outside.example` };
      await stage.world.inject({ organizer: victim, sender, senderAuthenticated: false });
    }
    await stage.settle(60_000);
    expect(stage.allAnswers()).toEqual([]);
    expect(await stage.rig.meetings()).toEqual([]);
  });

  it('[S4.10f] whoever gets the answer gets one an hour, whoever sent the requests', async () => {
    const stage = new Stage();
    const forged = { organizer: eve, sender: eve, senderAuthenticated: false };
    for (let count = 0; count < 5; count += 1) await stage.world.inject(forged);
    for (let count = 0; count < 5; count += 1) {
      const sender = { name: 'X', email: `x${count}@corp.example` };
      await stage.world.inject({ organizer: bea, sender, senderAuthenticated: true });
    }
    await stage.settle(60_000);
    expect(stage.allAnswers()).toEqual(['decline invalid-alias-id', 'decline invalid-alias-id']);
  });

  it('[S4.10f] a colleague who forgets the tag is answered once an hour as well', async () => {
    const stage = new Stage();
    await stage.invite('<p>Agenda</p>');
    await stage.invite('<p>Agenda</p>', { subject: 'Other' });
    await stage.settle();
    expect(stage.allAnswers()).toEqual(['decline invalid-alias-id']);
  });

  it('[S4.10g] and behind all other answers', async () => {
    const stage = new Stage({
      createWorld: (clock) => createGraphLikeWorld({ clock, eventDelayMs: 0, repliesPerMinute: 30 }),
      stopped: true,
    });
    const strangers = Array.from({ length: 20 }, (_, at) => ({ name: 'X', email: `x${at}@outside.example` }));
    for (const stranger of strangers) await stage.invite('<p>Agenda</p>', { organizer: stranger });
    const reservations = [await stage.rig.reserve(), await stage.rig.reserve(), await stage.rig.reserve()];
    for (const reservation of reservations) await stage.invite(stage.rig.invitation(reservation));
    stage.rig.start();
    await stage.settle(1_000);
    expect(await Promise.all(reservations.map((each) => stage.rig.admit(each.alias, start)))).toMatchObject([
      { kind: 'admitted' },
      { kind: 'admitted' },
      { kind: 'admitted' },
    ]);
    await stage.settle(60_000);
    const verdicts = stage.allAnswers().map((answer) => answer.split(' ')[0]);
    expect(verdicts.slice(0, 3)).toEqual(['accept', 'accept', 'accept']);
    expect(verdicts).toHaveLength(23);
    const times = stage.world.allAnswers().map(({ at }) => at);
    expect(
      Math.max(
        ...times.map((at) => times.filter((other) => other >= at && other < shift(at, 60_000)).length),
      ),
    ).toBeLessThanOrEqual(30);
  });
});
