import { cleanGlobalObjectId, DAY_MS, HOUR_MS, type MeetingRequest, MINUTE_MS, shift } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { FakeClock } from '../../runtime/fake-clock.ts';
import { follow, invitation, replyTo } from '../world-steps.ts';
import { createGraphLikeWorld, type GraphLikeWorldOptions } from './create-graph-like-world.ts';
import type { FakeMailboxWorld } from './fake-mailbox-world.ts';

function create(options: GraphLikeWorldOptions = {}) {
  const clock = new FakeClock();
  return { clock, world: createGraphLikeWorld({ clock, ...options }) };
}

async function tell(world: FakeMailboxWorld) {
  return world.mailbox.read((await follow(world, null, () => true)).refs);
}

async function readRequests(world: FakeMailboxWorld): Promise<readonly MeetingRequest[]> {
  const results = await tell(world);
  return results.flatMap((result) =>
    result.kind === 'message' && result.message.kind === 'request' ? [result.message] : [],
  );
}

it('a message can be read, and its meeting shows, once its event is there', async () => {
  const { clock, world } = create();
  const entered = invitation(world, 2);
  await world.invite(entered);
  await world.sendMail({ from: entered.organizer, subject: 'Lunch?', html: '' });
  await clock.advance(1_999);
  expect(await tell(world)).toMatchObject([
    { kind: 'unreadable', reason: 'event-not-there-yet' },
    { kind: 'message' },
  ]);
  expect(await world.mailbox.calendarView(entered)).toEqual([]);
  await clock.advance(1);
  expect((await tell(world)).map(({ kind }) => kind)).toEqual(['message', 'message']);
  expect(await world.mailbox.calendarView(entered)).toHaveLength(1);
});

it('tells no sequence, and names each instance by a UID of its own', async () => {
  const { clock, world } = create();
  const entered = invitation(world, 24, { repeat: { everyDays: 1, count: 3 } });
  const meeting = await world.invite(entered);
  const second = shift(entered.start, DAY_MS);
  await world.update(meeting, { subject: 'Own' }, second);
  await clock.advance(2_000);
  const [series, instance] = await readRequests(world);
  if (!series || !instance) throw new Error('Requests are missing.');
  expect([series.sequence, instance.sequence, series.series?.modified]).toEqual([null, null, []]);
  expect(series.identity.globalObjectId).toBeNull();
  expect(instance.identity.uid).not.toBe(series.identity.uid);
  expect(cleanGlobalObjectId(instance.identity)).toBe(cleanGlobalObjectId(series.identity));
});

it('tells no stamps when asked not to', async () => {
  const { clock, world } = create({ tellsStamp: false });
  await world.invite(invitation(world, 2));
  await clock.advance(2_000);
  expect((await readRequests(world))[0]?.stamp).toBeNull();
});

it('an outdated request is taken away, also before anybody read it', async () => {
  const { clock, world } = create();
  const meeting = await world.invite(invitation(world, 2));
  await world.update(meeting, { subject: 'Later' });
  const { refs } = await follow(world, null, () => true);
  expect(refs).toHaveLength(2);
  await clock.advance(2_000);
  expect((await world.mailbox.read(refs)).map(({ kind }) => kind)).toEqual(['gone', 'message']);
});

it('an outdated request that comes late is taken away', async () => {
  const { clock, world } = create();
  world.hold();
  const meeting = await world.invite(invitation(world, 2));
  await world.update(meeting, { subject: 'Later' });
  world.release({ order: 'reversed' });
  await clock.advance(2_000);
  expect((await tell(world)).map(({ kind }) => kind)).toEqual(['message', 'gone']);
});

it.each(['gone', 'unreadable', 'message'] as const)(
  'a declined request stays without its event and reads as %s',
  async (declinedRequest) => {
    const { clock, world } = create({ declinedRequest });
    const entered = invitation(world, 2);
    await world.invite(entered);
    await clock.advance(2_000);
    const [request] = await readRequests(world);
    if (!request) throw new Error('No request.');
    await world.mailbox.respond([replyTo(request, 'decline')]);
    expect(await world.mailbox.calendarView(entered)).toEqual([]);
    expect((await tell(world))[0]?.kind).toBe(declinedRequest);
  },
);

it('takes so many answers in a minute and puts the others off', async () => {
  const { clock, world } = create({ repliesPerMinute: 2 });
  for (const hours of [1, 2, 3]) await world.invite(invitation(world, hours));
  await clock.advance(2_000);
  const replies = (await readRequests(world)).map((request) =>
    replyTo(request, 'accept', '<p>A &amp; B</p>'),
  );
  expect(await world.mailbox.respond(replies)).toEqual([
    { kind: 'sent' },
    { kind: 'sent' },
    { kind: 'not-sent', retryAfterMs: MINUTE_MS },
  ]);
  expect(world.allAnswers().map(({ text }) => text)).toEqual(['A & B', 'A & B']);
  await clock.advance(MINUTE_MS);
  expect(await world.mailbox.respond(replies.slice(2))).toEqual([{ kind: 'sent' }]);
});

it('an update after a decline brings the event back', async () => {
  const { clock, world } = create();
  const entered = invitation(world, 2);
  const meeting = await world.invite(entered);
  await clock.advance(2_000);
  const [request] = await readRequests(world);
  if (!request) throw new Error('No request.');
  await world.mailbox.respond([replyTo(request, 'decline')]);
  const time = { start: shift(entered.start, HOUR_MS), end: shift(entered.end, HOUR_MS) };
  await world.update(meeting, { time });
  await clock.advance(2_000);
  const [update] = await readRequests(world);
  expect(update).toMatchObject(time);
  expect(await world.mailbox.calendarView(time)).toHaveLength(1);
});
