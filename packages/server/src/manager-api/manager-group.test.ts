import { NotFoundError, UnavailableError } from '@vmrkit/core';
import { FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { ManagerGroup, NotSentError } from './manager-group.ts';

type Answer = 'answers' | 'fails' | 'hangs' | 'refuses to connect' | 'says no';

function open(...urls: readonly string[]) {
  const clock = new FakeClock();
  const group = new ManagerGroup({ urls, clock });
  const does = new Map<string, Answer>(urls.map((url) => [url, 'answers']));
  let asked: string[] = [];
  const ask = async ({ isRepeatable = true, isProbe = false, deadlineMs = 4_000 } = {}) => {
    asked = [];
    const deadline = new AbortController();
    const began = clock.monotonicMs();
    const answer = group
      .ask({
        isRepeatable,
        isProbe,
        signal: deadline.signal,
        ask: async (url, signal) => {
          asked.push(url);
          const now = does.get(url);
          if (now === 'answers') return url;
          if (now === 'says no') throw new NotFoundError('No.', { code: 'ERR_NO' });
          if (now === 'refuses to connect') throw new NotSentError('Away.', { code: 'ERR_MANAGER_AWAY' });
          if (now === 'hangs') await new Promise((done) => signal.addEventListener('abort', done));
          throw new UnavailableError('Away.', { code: 'ERR_MANAGER_ANSWER' });
        },
      })
      .catch((error: { code: string }) => error.code);
    let tookMs = 0;
    void answer.then(() => {
      tookMs = clock.monotonicMs() - began;
    });
    for (let passed = 0; passed < deadlineMs; passed += 100) await clock.advance(100);
    deadline.abort();
    return { answer: await answer, asked, tookMs };
  };
  return { clock, does, ask };
}

describe('a group of managers', () => {
  it('is asked by turns', async () => {
    const { ask } = open('a', 'b', 'c');
    const answers: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) answers.push((await ask({ deadlineMs: 100 })).answer);
    expect(answers).toEqual(['a', 'b', 'c', 'a']);
  });

  it('passes over one that fails, hangs or cannot be connected to, within an edge’s four seconds', async () => {
    for (const fault of ['fails', 'hangs', 'refuses to connect'] as const) {
      const { does, ask } = open('a', 'b', 'c');
      does.set('a', fault);
      does.set('b', fault);
      const { answer, asked, tookMs } = await ask();
      expect([answer, asked]).toEqual(['c', ['a', 'b', 'c']]);
      expect(tookMs).toBeLessThan(2_700);
    }
  });

  it('asks nobody else what may be done already, and somebody else what was never sent', async () => {
    const { does, ask } = open('a', 'b');
    does.set('a', 'fails');
    expect(await ask({ isRepeatable: false })).toMatchObject({ answer: 'ERR_MANAGER_ANSWER', asked: ['a'] });
    does.set('b', 'refuses to connect');
    does.set('a', 'answers');
    expect(await ask({ isRepeatable: false })).toMatchObject({ answer: 'a', asked: ['b', 'a'] });
  });

  it('passes a refusal on', async () => {
    const { does, ask } = open('a', 'b');
    does.set('a', 'says no');
    expect(await ask()).toMatchObject({ answer: 'ERR_NO', asked: ['a'] });
  });

  it('asks one that is away last, until a probe finds it back', async () => {
    const { does, ask } = open('a', 'b');
    does.set('a', 'hangs');
    for (let turn = 0; turn < 4; turn += 1) expect((await ask()).answer).toBe('b');
    expect(await ask({ deadlineMs: 100 })).toMatchObject({ answer: 'b', asked: ['b'], tookMs: 0 });
    does.set('a', 'answers');
    expect(await ask({ isProbe: true })).toMatchObject({ answer: 'a' });
    expect((await Promise.all([await ask(), await ask()].map(({ answer }) => answer))).sort()).toEqual([
      'a',
      'b',
    ]);
  });

  it('fails at once while all are left alone', async () => {
    const { does, ask } = open('a', 'b');
    for (const url of ['a', 'b']) does.set(url, 'fails');
    await ask({ deadlineMs: 100 });
    await ask({ deadlineMs: 100 });
    expect(await ask({ deadlineMs: 100 })).toEqual({ answer: 'ERR_MANAGER_AWAY', asked: [], tookMs: 0 });
  });
});
