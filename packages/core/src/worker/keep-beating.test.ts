import { FakeClock, recordingLogger } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { leaseLost } from '../lease/lease-lost.ts';
import { defaultWorkerSettings } from '../lease/worker-context.ts';
import { keepBeating } from './keep-beating.ts';

const away = new TypeError('away');

function beating(answer: (clock: FakeClock) => Promise<void>) {
  const clock = new FakeClock();
  const sentMs: number[] = [];
  const beat = () => {
    sentMs.push(clock.monotonicMs());
    return answer(clock);
  };
  const context = { clock, settings: defaultWorkerSettings, logger: recordingLogger(), mailboxId: 'm' };
  const stop = new AbortController();
  let ended: unknown = null;
  keepBeating({ beat }, context, stop.signal).catch((error: unknown) => {
    ended = error;
  });
  return { clock, sentMs, ended: () => ended };
}

test('beats are sent at a steady pace, however late they are answered', async () => {
  const { clock, sentMs } = beating((time) => time.sleep(3_000));
  await clock.advance(20_000);
  expect(sentMs).toEqual([5_000, 10_000, 15_000, 20_000]);
});

test('beats that fail end nothing until a whole time-out had none', async () => {
  let fails = true;
  const { clock, sentMs, ended } = beating(() => (fails ? Promise.reject(away) : Promise.resolve()));
  await clock.advance(19_000);
  fails = false;
  await clock.advance(1_000);
  fails = true;
  await clock.advance(19_000);
  expect([sentMs.length, ended()]).toEqual([7, null]);
  await clock.advance(1_000);
  expect(ended()).toBe(away);
});

test('a time-out counts from when the last beat was sent, not from its answer', async () => {
  let isLate = true;
  const { clock, ended } = beating((time) => (isLate ? time.sleep(9_000) : Promise.reject(away)));
  await clock.advance(13_000);
  isLate = false;
  await clock.advance(15_000);
  expect(ended()).toBeNull();
  await clock.advance(1_000);
  expect(ended()).toBe(away);
});

test('one that was taken over ends at once', async () => {
  const { clock, ended } = beating(() => Promise.reject(leaseLost()));
  await clock.advance(5_000);
  expect(ended()).toMatchObject({ code: 'ERR_LEASE_LOST' });
});
