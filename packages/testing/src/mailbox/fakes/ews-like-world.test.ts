import { DAY_MS, HOUR_MS, type MeetingRequest, shift } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import type { MailboxWorld } from '../mailbox-world.ts';
import { alice, follow, invitation, mallory, replyTo } from '../world-steps.ts';
import { create, onlyRequest, readAll } from './ews-like-world.fixture.ts';

describe('createEwsLikeWorld: versions', () => {
  it('tells sequence, stamp, pattern and the instances that differ', async () => {
    const world = create();
    const entered = invitation(world, 24, { repeat: { everyDays: 1, count: 5 } });
    const meeting = await world.invite(entered);
    const second = shift(entered.start, DAY_MS);
    const third = shift(entered.start, 2 * DAY_MS);
    const time = { start: shift(second, HOUR_MS), end: shift(second, 2 * HOUR_MS) };
    await world.update(meeting, { time }, second);
    await world.cancel(meeting, third);
    await world.update(meeting, { subject: 'Later' });
    const messages = await readAll(world);
    const series = messages.find(({ subject }) => subject === 'Later');
    expect(series).toMatchObject({
      sequence: 2,
      series: { pattern: 'daily/1/5', modified: [{ originalStart: second, ...time }], deleted: [third] },
    });
    const stamps = messages.flatMap((message) => (message.kind === 'other' ? [] : [message.stamp]));
    expect(stamps.every((stamp) => stamp !== null)).toBe(true);
  });

  it('says of a request that came after a newer one that it is out of date, and takes no answer but mail', async () => {
    const world = create();
    world.hold();
    const meeting = await world.invite(invitation(world, 2));
    await world.update(meeting, { subject: 'Later' });
    world.release({ order: 'reversed' });
    const [newer, older] = await readAll(world);
    expect(newer).toMatchObject({ subject: 'Later', outOfDate: false });
    expect(older).toMatchObject({ subject: 'Planning', outOfDate: true });
    const reply = replyTo(older as MeetingRequest, 'accept');
    expect(await world.mailbox.respond([reply])).toEqual([{ kind: 'outdated' }]);
    expect(await world.mailbox.respond([{ ...reply, asMail: true }])).toEqual([{ kind: 'sent' }]);
    expect(await world.answers(meeting)).toHaveLength(1);
  });
});

describe('createEwsLikeWorld: calendar processing', () => {
  const range = (world: MailboxWorld) => ({ start: world.now(), end: shift(world.now(), DAY_MS) });

  it('auto-update shows what comes before it is accepted, and marks what is cancelled', async () => {
    const world = create();
    const meeting = await world.invite(invitation(world, 2));
    expect(await world.mailbox.calendarView(range(world))).toMatchObject([{ cancelled: false, sequence: 0 }]);
    await world.cancel(meeting);
    expect(await world.mailbox.calendarView(range(world))).toMatchObject([{ cancelled: true }]);
  });

  it('none shows and moves only what is accepted, and what is cancelled stays', async () => {
    const world = create({ calendarProcessing: 'none' });
    const entered = invitation(world, 2);
    const meeting = await world.invite(entered);
    expect(await world.mailbox.calendarView(range(world))).toEqual([]);
    await world.mailbox.respond([replyTo(await onlyRequest(world), 'accept')]);
    const time = { start: shift(entered.start, HOUR_MS), end: shift(entered.end, HOUR_MS) };
    await world.update(meeting, { time });
    expect(await world.mailbox.calendarView(range(world))).toMatchObject([{ start: entered.start }]);
    await world.mailbox.respond([replyTo(await onlyRequest(world), 'accept')]);
    await world.cancel(meeting);
    expect(await world.mailbox.calendarView(range(world))).toMatchObject([
      { start: time.start, cancelled: false },
    ]);
  });
});

describe('createEwsLikeWorld: what reaches the mailbox', () => {
  it('forwarded, copied, forged and injected messages', async () => {
    const world = create();
    const meeting = await world.invite(invitation(world, 2));
    const bob = { name: 'Bob', email: 'bob@corp.example' };
    await world.forward(meeting, bob);
    await world.delegateCopy(meeting);
    await world.forge({ meeting, sender: mallory, subject: 'Forged' });
    await world.forge({ meeting, sender: mallory, kind: 'cancellation' });
    await world.inject({ subject: 'Odd', organizer: null, sequence: null });
    await world.inject({ kind: 'other', subject: 'Note' });
    const [first, forwarded, copy, forged, off, odd, note] = await readAll(world);
    expect(forwarded).toMatchObject({
      organizer: alice,
      sender: bob,
      senderAuthenticated: true,
      forwarded: true,
    });
    expect(copy).toMatchObject({ delegateCopy: true });
    expect(forged).toMatchObject({
      subject: 'Forged',
      organizer: alice,
      senderAuthenticated: false,
      sequence: 1,
    });
    expect(off).toMatchObject({ kind: 'cancellation', organizer: alice, sender: mallory });
    expect(off).not.toHaveProperty('start');
    for (const message of [forwarded, copy, forged, off]) {
      expect(message?.kind !== 'other' && message?.identity).toEqual(
        first?.kind !== 'other' && first?.identity,
      );
    }
    expect(odd).toMatchObject({ kind: 'request', organizer: null, sequence: null });
    expect(note).toMatchObject({ kind: 'other', subject: 'Note' });
    expect(note).not.toHaveProperty('identity');
    expect(
      await world.mailbox.calendarView({ start: world.now(), end: shift(world.now(), DAY_MS) }),
    ).toMatchObject([{ cancelled: false }]);
  });

  it('a meeting after its organizer changed', async () => {
    const world = create();
    const carol = { name: 'Carol', email: 'carol@corp.example' };
    const handed = await world.handOver(await world.invite(invitation(world, 2)), carol);
    const [, update] = await readAll(world);
    expect(update).toMatchObject({ organizer: carol, sender: carol });
    const identity = update?.kind === 'request' ? update.identity : { globalObjectId: null, uid: null };
    const query = { organizer: handed.organizer.email, identity, instance: null };
    expect(
      (await world.calendars.locate([query, { ...query, organizer: alice.email }])).map(({ kind }) => kind),
    ).toEqual(['found', 'gone']);
  });

  it('mail that is held comes in the order asked for, some of it later', async () => {
    const world = create();
    world.hold();
    for (const subject of ['a', 'b', 'c']) await world.invite(invitation(world, 2, { subject }));
    expect(world.held).toBe(3);
    world.release({ order: 'reversed', count: 2 });
    expect((await readAll(world)).map(({ subject }) => subject)).toEqual(['c', 'b']);
    expect(world.held).toBe(1);
    world.release();
    await world.invite(invitation(world, 2, { subject: 'd' }));
    const messages = await readAll(world);
    expect(messages.map(({ subject }) => subject)).toEqual(['c', 'b', 'a', 'd']);
    expect(
      messages.every(({ receivedAt }, at) => at === 0 || receivedAt > (messages[at - 1]?.receivedAt ?? 0)),
    ).toBe(true);
  });

  it('repetitions: the same item again, or a second item with the same message id', async () => {
    const world = create();
    const meeting = await world.invite(invitation(world, 2));
    const { refs, cursor } = await follow(world, null, () => true);
    world.duplicate(meeting);
    world.duplicate(meeting, 'copy');
    const more = await follow(world, cursor, () => true);
    expect(more.refs).toHaveLength(2);
    expect(more.refs[0]).toEqual(refs[0]);
    const ids = (await readAll(world)).map(({ messageId }) => messageId);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('a message that vanished is gone; a healed one can be read', async () => {
    const world = create();
    const [stays, goes] = [
      await world.invite(invitation(world, 2)),
      await world.invite(invitation(world, 2)),
    ];
    const { refs } = await follow(world, null, () => true);
    world.vanish(goes);
    await world.poison(stays);
    expect((await world.mailbox.read(refs)).map(({ kind }) => kind)).toEqual(['unreadable', 'gone']);
    world.heal(stays);
    expect((await world.mailbox.read(refs)).map(({ kind }) => kind)).toEqual(['message', 'gone']);
  });
});
