import { NotFoundError, UnavailableError } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const away = () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_TEST' }));
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('Breaker', () => {
  it('fails at once after two failures in a row, and lets one call through after the pause', async () => {
    const clock = new FakeClock();
    const breaker = new Breaker({ clock, failures: 2, pauseMs: 3_000 });
    expect(await codeOf(breaker.run(away))).toBe('ERR_TEST');
    expect(await codeOf(breaker.run(async () => 1))).toBe('done');
    expect(await codeOf(breaker.run(away))).toBe('ERR_TEST');
    expect(await codeOf(breaker.run(away))).toBe('ERR_TEST');
    expect(await codeOf(breaker.run(async () => 1))).toBe('ERR_MANAGER_AWAY');
    await clock.advance(3_000);
    let answer: (value: number) => void = () => undefined;
    const probe = breaker.run(() => new Promise<number>((resolve) => (answer = resolve)));
    expect(await codeOf(breaker.run(async () => 1))).toBe('ERR_MANAGER_AWAY');
    answer(1);
    expect(await codeOf(probe)).toBe('done');
    expect(await codeOf(breaker.run(async () => 1))).toBe('done');
  });

  it('takes a refusal for a sign of life', async () => {
    const breaker = new Breaker({ clock: new FakeClock(), failures: 1, pauseMs: 3_000 });
    const refuse = () => Promise.reject(new NotFoundError('No.', { code: 'ERR_NO' }));
    expect(await codeOf(breaker.run(refuse))).toBe('ERR_NO');
    expect(await codeOf(breaker.run(refuse))).toBe('ERR_NO');
  });
});
