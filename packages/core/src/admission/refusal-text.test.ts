import { expect, test } from 'vitest';
import { parseInstant } from '../time/instant.ts';
import { refusalText } from './refusal-text.ts';

const opensAt = parseInstant('2026-01-05T10:00:00Z');

test.each<[Parameters<typeof refusalText>[0], string]>([
  [{ kind: 'unknown' }, 'There is no such meeting.'],
  [{ kind: 'closed', reason: 'over', opensAt: null }, 'The meeting is over.'],
  [{ kind: 'closed', reason: 'cancelled', opensAt: null }, 'The meeting was cancelled.'],
  [{ kind: 'closed', reason: null, opensAt: null }, 'The meeting cannot be joined now.'],
  [{ kind: 'closed', reason: 'not-yet', opensAt: null }, 'The meeting is not open yet.'],
  [
    { kind: 'closed', reason: 'not-yet', opensAt },
    'The meeting is not open yet. It opens at 2026-01-05T10:00:00.000Z.',
  ],
])('%j is told: %s', (decision, text) => {
  expect(refusalText(decision)).toBe(text);
});
