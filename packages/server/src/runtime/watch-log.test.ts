import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchLog } from './watch-log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('raises one alarm while lines are dropped, and clears it when they are taken again', async () => {
  const logger = recordingLogger();
  const told: string[] = [];
  const state = { dropped: 0, trouble: null as string | null };
  const watch = watchLog({
    state: () => state,
    logger,
    lookMs: 10,
    alarms: {
      raise: async ({ kind }, detail) => void told.push(`raise ${kind} ${detail}`),
      clear: async ({ kind }) => void told.push(`clear ${kind}`),
    },
  });
  await vi.advanceTimersByTimeAsync(30);
  expect(told).toEqual(['clear log-lines-dropped']);
  Object.assign(state, { dropped: 3, trouble: 'ENOSPC' });
  await vi.advanceTimersByTimeAsync(30);
  expect(told.slice(1)).toEqual(['raise log-lines-dropped ENOSPC']);
  expect(logger.lines.at(-1)?.fields).toMatchObject({ dropped: 3, reason: 'ENOSPC' });
  state.trouble = null;
  await vi.advanceTimersByTimeAsync(30);
  expect(told.slice(2)).toEqual(['clear log-lines-dropped']);
  await watch.stop();
});
