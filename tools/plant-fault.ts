import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlantedFault, withFault } from './planted-faults.ts';
import type { Outcomes, TestRunner } from './test-runner.ts';

/**
 * What may come of a planted fault. Only the first is good; what only the clock noticed is no proof, since a slow
 * machine looks the same. Where tests skip themselves for want of a tool, nothing is known, and nothing is wrong.
 */
export const verdicts = [
  'noticed',
  'tests skipped here',
  'not noticed',
  'timed out',
  'test broken before',
  'does not fit the code',
] as const;

/** One of {@link verdicts}. */
export type Verdict = (typeof verdicts)[number];

/** What came of one planted fault. */
export interface FaultResult {
  readonly id: string;
  readonly verdict: Verdict;
  /** Of `tests`, those that the verdict complains of, each with what came of it. */
  readonly missed: readonly string[];
  readonly ms: number;
}

/**
 * Plants faults that have the same tests in a copy of the repository, one after the other. The tests run first
 * where nothing is planted: those that do not pass there would be red for another reason than their fault. Each
 * runs once, and nothing is repeated.
 */
export async function* plantFaults(
  faults: readonly PlantedFault[],
  runner: TestRunner,
): AsyncGenerator<FaultResult> {
  const [first] = faults;
  if (first === undefined) return;
  const { project, tests } = first;
  const sound = await runner.run({ project, expected: tests });
  const unsound = tests.filter((expected) => sound(expected) !== 'passed');
  const skipped = unsound.every((expected) => sound(expected) === 'skipped');
  for (const fault of faults) {
    const started = performance.now();
    const judged =
      unsound.length > 0
        ? ({
            verdict: skipped ? 'tests skipped here' : 'test broken before',
            missed: unsound.map(told(sound)),
          } as const)
        : await plantFault(fault, runner);
    yield { id: fault.id, ...judged, ms: Math.round(performance.now() - started) };
  }
}

async function plantFault(
  fault: PlantedFault,
  runner: TestRunner,
): Promise<Pick<FaultResult, 'verdict' | 'missed'>> {
  const path = join(runner.copy, fault.file);
  const sound = readFileSync(path, 'utf8');
  if (sound.split(fault.find).length !== 2) return { verdict: 'does not fit the code', missed: [] };
  writeFileSync(path, withFault(fault, sound));
  runner.touch(fault.file);
  try {
    const outcomeOf = await runner.run({ project: fault.project, expected: fault.tests });
    const missed = fault.tests.filter((expected) => outcomeOf(expected) !== 'failed');
    if (missed.length === 0) return { verdict: 'noticed', missed };
    const slow = missed.every((expected) => outcomeOf(expected) === 'timed out');
    return { verdict: slow ? 'timed out' : 'not noticed', missed: missed.map(told(outcomeOf)) };
  } finally {
    writeFileSync(path, sound);
    runner.touch(fault.file);
  }
}

function told(outcomeOf: Outcomes): (expected: string) => string {
  return (expected) => `${expected}: ${outcomeOf(expected)}`;
}
