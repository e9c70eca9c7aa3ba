import { cleanGlobalObjectId, DAY_MS, HOUR_MS, type ItemRef, type MeetingRequest, shift } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../runtime/fake-clock.ts';
import { CrashError } from '../../store/crash-error.ts';
import { alice, invitation, mallory, replyTo } from '../world-steps.ts';
import { create, onlyRequest, readAll } from './ews-like-world.fixture.ts';
import type { PortStep } from './fake-mailbox-world.ts';

describe('createEwsLikeWorld: following', () => {
  it('sleeps without a timer until mail comes, on a clock that stands still', async () => {
    const clock = new FakeClock();
    const steps: PortStep[] = [];
    const world = create({ clock, step: async (step) => void steps.push(step) });
    const stop = new AbortController();
    const told: ItemRef[] = [];
    const following = (async () => {
      for await (const { refs } of world.mailbox.changes(null, { signal: stop.signal })) told.push(...refs);
    })();
    await clock.advance(HOUR_MS);
    expect(clock.sleeping).toBe(0);
    expect(steps.length).toBeLessThan(5);
    await world.invite(invitation(world, 2));
    await clock.advance(0);
    expect(told).toHaveLength(1);
    stop.abort();
    await following;
  });

  it('begins anew, in batches, when cursors are lost under way, and says until where', async () => {
    const world = create({ batchSize: 2 });
    for (const hours of [1, 2, 3]) await world.invite(invitation(world, hours));
    const stop = new AbortController();
    const batches = world.mailbox.changes(null, { signal: stop.signal })[Symbol.asyncIterator]();
    const seen: [number, boolean][] = [];
    const next = async () => {
      const { value } = await batches.next();
      seen.push([value?.refs.length, value?.replayed]);
    };
    await next();
    await next();
    await world.loseCursors();
    await next();
    await next();
    await world.invite(invitation(world, 4));
    await next();
    expect(seen).toEqual([
      [2, false],
      [1, false],
      [2, true],
      [1, true],
      [1, false],
    ]);
    stop.abort();
    expect((await batches.next()).done).toBe(true);
  });
});

describe('createEwsLikeWorld: stopping a process', () => {
  it.each([
    ['before answer', 0],
    ['after answer', 1],
  ] as const)('%s leaves %d answers behind', async (at, answers) => {
    const world = create();
    const meeting = await world.invite(invitation(world, 2));
    const request = await onlyRequest(world);
    const stopped = world.connect({
      step: async (step) => {
        if (step === at) throw new CrashError();
      },
    });
    await expect(stopped.mailbox.respond([replyTo(request, 'accept')])).rejects.toBeInstanceOf(CrashError);
    expect(await world.answers(meeting)).toHaveLength(answers);
    expect(world.answersTo(request.messageId)).toHaveLength(answers);
    const [found] = await world.mailbox.findAnswers([replyTo(request, 'accept')]);
    expect(found?.verdict).toBe(answers === 1 ? 'accept' : undefined);
  });

  it('names each call and each effect, before and after', async () => {
    const steps: PortStep[] = [];
    const world = create({ step: async (step) => void steps.push(step) });
    const meeting = await world.invite(invitation(world, 2));
    const [request] = (await readAll(world)) as MeetingRequest[];
    if (!request) throw new Error('No request.');
    await world.mailbox.respond([replyTo(request, 'accept')]);
    const query = { organizer: alice.email, identity: request.identity, instance: null };
    const [located] = await world.calendars.locate([query]);
    if (located?.kind !== 'found') throw new Error('Not found.');
    await world.calendars.rewriteBodies([{ ref: located.ref, body: { type: 'html', content: 'new' } }]);
    expect(steps.slice(-10)).toEqual([
      'before respond',
      'before answer',
      'after answer',
      'after respond',
      'before locate',
      'after locate',
      'before rewriteBodies',
      'before rewrite',
      'after rewrite',
      'after rewriteBodies',
    ]);
    expect(world.rewrites()).toMatchObject([{ meetingId: meeting.id, html: 'new' }]);
  });

  it('a second answer is told what the world was told to tell, and does not go out', async () => {
    const world = create();
    await world.invite(invitation(world, 2));
    const request = await onlyRequest(world);
    const kinds = [];
    for (const outcome of [null, 'already-answered', 'gone'] as const) {
      if (outcome) world.answerSecondWith(outcome);
      kinds.push((await world.mailbox.respond([replyTo(request, 'accept')]))[0]?.kind);
    }
    expect(kinds).toEqual(['sent', 'already-answered', 'gone']);
    expect(world.allAnswers()).toMatchObject([{ messageId: request.messageId, verdict: 'accept' }]);
  });

  it('found by meeting, an answer to an older message counts for a newer one that was there before it', async () => {
    const kinds = [];
    for (const findsAnswersBy of ['message', 'meeting'] as const) {
      const world = create({ findsAnswersBy, calendarProcessing: 'none' });
      const meeting = await world.invite(invitation(world, 2));
      await world.update(meeting, { subject: 'Later' });
      const [older, newer] = (await readAll(world)) as [MeetingRequest, MeetingRequest];
      await world.mailbox.respond([replyTo(older, 'accept')]);
      kinds.push((await world.mailbox.findAnswers([replyTo(newer, 'accept')]))[0]?.verdict ?? null);
    }
    expect(kinds).toEqual([null, 'accept']);
  });

  it('an accepted injected meeting shows in the calendar', async () => {
    const world = create();
    await world.inject({ subject: 'Odd' });
    const request = await onlyRequest(world);
    await world.mailbox.respond([replyTo(request, 'accept')]);
    const [shown] = await world.mailbox.calendarView({ start: request.start, end: request.end });
    expect(shown && cleanGlobalObjectId(shown.identity)).toBe(cleanGlobalObjectId(request.identity));
  });

  it('an accepted forgery does not write over the meeting in the calendar', async () => {
    const world = create();
    const entered = invitation(world, 2);
    const meeting = await world.invite(entered);
    const time = { start: shift(entered.start, HOUR_MS), end: shift(entered.end, HOUR_MS) };
    await world.forge({ meeting, sender: mallory, ...time });
    const [, forged] = (await readAll(world)) as [MeetingRequest, MeetingRequest];
    await world.mailbox.respond([replyTo(forged, 'accept')]);
    const range = { start: world.now(), end: shift(world.now(), DAY_MS) };
    expect(await world.mailbox.calendarView(range)).toMatchObject([{ start: entered.start }]);
    expect(await world.answers(meeting)).toEqual([]);
    expect(world.answersTo(forged.messageId)).toHaveLength(1);
  });
});
