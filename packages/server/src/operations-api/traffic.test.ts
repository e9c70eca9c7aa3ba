import { DAY_MS, MINUTE_MS } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { Traffic } from './traffic.ts';

const start = Date.parse('2026-01-05T10:01:00Z');

it('counts by five minutes, gaps as nothing, and forgets what is older than a day', () => {
  let now = start;
  const traffic = new Traffic(() => now);
  traffic.countRequests(2);
  traffic.sampleQueue(7);
  traffic.sampleQueue(3);
  now += 10 * MINUTE_MS;
  traffic.countAnswers('VMR@example.com', 1);
  traffic.countAnswers('other@example.com', 0);
  const at = (minutes: number) => Date.parse('2026-01-05T10:00:00Z') + minutes * MINUTE_MS;
  expect(traffic.series()).toEqual([
    { at: at(0), requests: 2, answers: 0, queueSeconds: 7 },
    { at: at(5), requests: 0, answers: 0, queueSeconds: null },
    { at: at(10), requests: 0, answers: 1, queueSeconds: null },
  ]);
  expect([traffic.lastAnswerAt('vmr@example.com'), traffic.lastAnswerAt('other@example.com')]).toEqual([
    now,
    null,
  ]);
  now = start + DAY_MS + MINUTE_MS;
  expect(traffic.series()[0]).toMatchObject({ at: at(10), answers: 1 });
  now = start + 3 * DAY_MS;
  expect(traffic.series()).toEqual([{ at: at(3 * 1_440), requests: 0, answers: 0, queueSeconds: null }]);
});
