import { describe, expect, test } from 'vitest';
import { InvalidInputError, NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { instant, MINUTE_MS } from '../time/instant.ts';
import { judgeRefusals, noRefusals, type RefusalVerdict } from './judge-refusals.ts';

const refused = new NotAuthenticatedError('no', { code: 'ERR_TOKEN_AUDIENCE' });
const away = new UnavailableError('away', { code: 'ERR_STORE_UNAVAILABLE' });
const wrong = new InvalidInputError('wrong', { code: 'ERR_INPUT' });
const accepted = null;
const passed = undefined;

describe('the alarm about refused callers', () => {
  test.each<[string, readonly (readonly [minute: number, unknown, RefusalVerdict])[]]>([
    ['stays away for four refusals', [0, 1, 2, 3].map((minute) => [minute, refused, 'keep'])],
    [
      'comes with the fifth within ten minutes, and is held',
      [
        ...[0, 1, 2, 3].map((at) => [at, refused, 'keep'] as const),
        [9, refused, 'raise'],
        [40, refused, 'raise'],
      ],
    ],
    ['does not come for five within an hour', [0, 10, 20, 30, 40].map((minute) => [minute, refused, 'keep'])],
    [
      'does not come where callers are accepted in between',
      [
        ...[0, 1, 2, 3].map((minute) => [minute, refused, 'keep'] as const),
        [4, accepted, 'clear'],
        ...[5, 6, 7, 8].map((minute) => [minute, refused, 'keep'] as const),
        [9, accepted, 'keep'],
      ],
    ],
    [
      'goes with the first accepted caller, once',
      [
        ...[0, 0, 0, 0].map((minute) => [minute, refused, 'keep'] as const),
        [1, refused, 'raise'],
        [2, accepted, 'clear'],
        [3, accepted, 'keep'],
      ],
    ],
    [
      'goes after an hour without a refusal, and not before',
      [
        ...[0, 0, 0, 0].map((minute) => [minute, refused, 'keep'] as const),
        [1, refused, 'raise'],
        [60, passed, 'keep'],
        [62, passed, 'clear'],
        [63, passed, 'keep'],
      ],
    ],
    [
      'does not count what is not the caller’s proof',
      [0, 1, 2, 3, 4, 5].flatMap((minute) => [
        [minute, away, 'keep'] as const,
        [minute, wrong, 'keep'] as const,
      ]),
    ],
  ])('%s', (_, steps) => {
    let state = noRefusals;
    for (const [minute, error, expected] of steps) {
      const judged = judgeRefusals(state, error, instant(minute * MINUTE_MS));
      expect({ minute, verdict: judged.verdict }).toEqual({ minute, verdict: expected });
      state = judged.state;
    }
  });
});
