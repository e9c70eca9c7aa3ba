import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handleLimit, neededHandles, watchHandles } from './file-handles.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('file handles', () => {
  it('are limited as the system says', () => {
    const limits = 'Limit                     Soft Limit           Hard Limit           Units\n';
    expect(
      handleLimit(
        () => `${limits}Max open files            64                   4096                 files\n`,
      ),
    ).toBe(64);
    expect(
      handleLimit(
        () => `${limits}Max open files            unlimited            unlimited            files\n`,
      ),
    ).toBeNull();
    expect(
      handleLimit(() => {
        throw new Error('ENOENT');
      }),
    ).toBeNull();
  });

  it('are needed by integrations and mailboxes', () => {
    expect(neededHandles([1, 30]) - neededHandles([1])).toBeGreaterThanOrEqual(60);
  });

  it.each([
    [64, true],
    [100_000, false],
  ])('a limit of %i is told of at the start: %j', async (limit, isTold) => {
    const logger = recordingLogger();
    await watchHandles({ limit, needed: neededHandles([1]), logger, count: () => 1 }).stop();
    expect(logger.lines.map(({ level }) => level)).toEqual(isTold ? ['warn'] : []);
    if (isTold) expect(logger.lines[0]?.message).toContain('ulimit -n');
  });

  it('are told of when they run out, once a change', async () => {
    const logger = recordingLogger();
    let open = 10;
    const count = () => {
      if (open >= 100) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
      return open;
    };
    const watch = watchHandles({ limit: 100, needed: 1, logger, count, lookMs: 10 });
    for (const next of [10, 95, 100, 100, 10]) {
      open = next;
      await vi.advanceTimersByTimeAsync(20);
    }
    await watch.stop();
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'error', 'info']);
    expect(logger.lines[1]?.message).toContain('LimitNOFILE');
  });
});
