import { parseArgs } from 'node:util';
import { parseInstant } from '@vmrkit/core';
import type { Operations } from '@vmrkit/sdk';
import { withKit } from '@vmrkit/server';
import { z } from 'zod';
import { leftOf } from '../../packages/server/src/commands/progress.ts';

import type { Estimates } from './operator.ts';
import { operatorCommandSchema } from './operator-command.ts';

/**
 * Runs one operators' command in a process of its own, which a test may kill: `--command` is JSON. Each event is a line
 * of JSON; the last line tells the processor time of the run, and what its estimates said in its course.
 */
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { config: text, command: text } });
const { config, command } = z.object({ config: z.string(), command: z.string() }).parse(values);
const { run, holdAt, ...options } = operatorCommandSchema.parse(JSON.parse(command));

await withKit({ config }, async (kit) => {
  const before = process.cpuUsage();
  let progress = 0;
  const course: { readonly done: number; readonly total: number; readonly atMs: number }[] = [];
  for await (const event of start(await kit.get('operations'))) {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    if (event.kind === 'progress') {
      progress += 1;
      if ('total' in event) course.push({ done: event.done, total: event.total, atMs: performance.now() });
    }
    // The run stands still where it is; whoever asked for it kills this process.
    if (progress === holdAt) await new Promise((resolve) => setTimeout(resolve, 600_000));
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMs = Math.round((user + system) / 1_000);
  process.stdout.write(`${JSON.stringify({ kind: 'used', cpuMs, estimates: estimatesOf(course) })}\n`);
});

/** What was estimated to be left after each tenth of a run, beside what it took, in seconds. */
function estimatesOf(
  course: readonly { readonly done: number; readonly total: number; readonly atMs: number }[],
): Estimates {
  const [first, last] = [course.at(0), course.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: 9 }, (_, tenth) => (tenth + 1) / 10).flatMap((share) => {
    const met = course.find(({ done, total }) => done >= share * total);
    if (met === undefined || met === first) return [];
    const left = leftOf({ ...met, began: first.done, tookMs: met.atMs - first.atMs });
    if (left === null) return [];
    return [{ share, saidSeconds: left / 1_000, wereSeconds: (last.atMs - met.atMs) / 1_000 }];
  });
}

function start(operations: Operations) {
  const { integrationId, dryRun } = options;
  const time = (at: string | null) => (at === null ? null : parseInstant(at));
  if (run === 'maintain') {
    const [inboxBefore, calendarBefore] = [time(options.inboxBefore), time(options.calendarBefore)];
    return operations.maintain({ integrationId, dryRun, inboxBefore, calendarBefore });
  }
  const { yes } = options;
  return operations.recover({
    integrationId,
    dryRun,
    after: time(options.after),
    updateMessage: options.updateMessage,
    confirm: async ({ conferences }) => yes === null || yes === conferences,
  });
}
