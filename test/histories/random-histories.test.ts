import { expect, it } from 'vitest';
import { type HistoryWorldName, historyWorlds } from './history-worlds.ts';
import { runHistories } from './run-histories.ts';

/** Of each mail system; `npm run long:histories` tells many more. */
const COUNT = process.env.CI === 'true' ? 200 : 100;

it.each(Object.keys(historyWorlds) as HistoryWorldName[])(
  '[S4.3k, S4.8a] random histories of one meeting end the same in whatever order they are told, like %s',
  { timeout: 1_200_000 },
  async (world) => {
    await expect(runHistories({ world, count: COUNT })).resolves.toBeUndefined();
  },
);
