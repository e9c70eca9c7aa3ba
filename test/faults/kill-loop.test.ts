import { expect, it } from 'vitest';
import { runKillLoop } from './kill-loop.ts';

const REQUESTS = 12;
const seed = Math.floor(Math.random() * 100_000);

it(`[S4.8a] killed at random moments, each request has one VMR and one answer (seed ${seed})`, async () => {
  const result = await runKillLoop({ kills: 3, requests: REQUESTS, seed });
  expect(result).toMatchObject({
    answeredOnce: REQUESTS,
    unanswered: 0,
    declined: 0,
    answeredTwice: 0,
    oneVmr: REQUESTS,
    withoutVmr: 0,
    severalVmrs: 0,
    vmrsWithoutRequest: 0,
  });
}, 120_000);
