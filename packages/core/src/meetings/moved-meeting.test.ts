import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import type { Intent } from './intent.ts';
import {
  after,
  applyIntent,
  cancellation,
  conference,
  daily,
  live,
  now,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import type { ReplyEffect } from './outbox-entry.ts';
import type { StepContext } from './step.ts';

const second = shift(start, DAY_MS);
const later = { stamp: shift(now, 1_000), sequence: 2, receivedAt: shift(now, 1_000), messageId: '<2>' };
const occurrence = { ...later, instance: second, start: second, end: shift(second, HOUR_MS) };
const series = { series: daily };
const there: Partial<StepContext> = { mailboxId: 'mailbox-2', fence: 1 };
const edited = applyIntent({ grant: { kind: 'kept' }, reply: 'single-edited' });

const effects = ({ outbox }: Meeting) =>
  outbox.map(({ mailboxId, kind, state }) => `${mailboxId} ${kind} ${state.kind}`);

describe('a meeting that another mailbox of the pool is asked to', () => {
  test('moves there with its room', () => {
    const meeting = after(live(), step(request(later), edited), there);
    expect(meeting).toMatchObject({ mailboxId: 'mailbox-2', fence: 1, status: 'live', conference });
  });

  test('a series stays with the mailbox whose calendar shows it while only an instance is asked there', () => {
    const meeting = after(live(series), step(request(occurrence), edited), there);
    expect(meeting).toMatchObject({ mailboxId: 'mailbox-1', fence: 3 });
    expect(after(live(series), step(request({ ...later, ...series }), edited), there).mailboxId).toBe(
      'mailbox-2',
    );
  });

  test.each<[string, () => Meeting]>([
    ['off', () => after(live(series), step(cancellation(later), { kind: 'cancel' }))],
    ['known by instances only', () => live({ instance: start })],
  ])('a series that is %s goes with an instance', (_, before) => {
    const newer = { ...occurrence, stamp: shift(now, 2_000), messageId: '<3>' };
    expect(after(before(), step(request(newer), edited), there).mailboxId).toBe('mailbox-2');
  });

  test('is answered there, and not any more where the answer is still unsent', () => {
    const meeting = after(live(), step(request(later), edited), there);
    expect(effects(meeting)).toEqual(['mailbox-1 reply superseded', 'mailbox-2 reply pending']);
  });

  test('unsent answers about its instances are settled likewise', () => {
    const both = after(live(series), step(request(occurrence), edited));
    const newer = { ...later, ...series, stamp: shift(now, 2_000), messageId: '<3>' };
    expect(effects(after(both, step(request(newer), edited), there))).toEqual([
      'mailbox-1 reply superseded',
      'mailbox-1 reply superseded',
      'mailbox-2 reply pending',
    ]);
  });

  test('what is under way or was sent there stays so', () => {
    const meeting = live();
    const sending = { kind: 'sending' as const, fence: 3, deadline: now };
    const busy = { ...meeting, outbox: meeting.outbox.map((entry) => ({ ...entry, state: sending })) };
    expect(effects(after(busy, step(request(later), edited), there))).toEqual([
      'mailbox-1 reply sending',
      'mailbox-2 reply pending',
    ]);
  });

  test('a decline is sent by the mailbox that was asked, and takes no other’s answer back', () => {
    const decline: Intent = { kind: 'decline', because: 'alias-conflict', limited: false };
    const meeting = after(live(), step(request(later), decline), there);
    expect(meeting).toMatchObject({ mailboxId: 'mailbox-1', fence: 3 });
    expect(effects(meeting)).toEqual(['mailbox-1 reply pending', 'mailbox-2 reply pending']);
    expect((meeting.outbox[1] as ReplyEffect).to.messageId).toBe('<2>');
  });

  test('an answer that another mailbox owes is not taken over', () => {
    const asked = after(live(series), step(request(occurrence), edited), there);
    const again = { ...occurrence, stamp: shift(now, 2_000), messageId: '<3>' };
    const same = after(asked, step(request(again), applyIntent({ grant: { kind: 'kept' }, reply: null })));
    expect(effects(same)).toEqual(['mailbox-1 reply pending', 'mailbox-2 reply pending']);
  });
});
