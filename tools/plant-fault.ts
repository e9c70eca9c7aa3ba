import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlantedFault, withFault } from './planted-faults.ts';
import { runInCopy } from './run-in-copy.ts';

/** What came of one planted fault. */
export interface FaultResult {
  readonly id: string;
  readonly clause?: string;
  readonly file: string;
  /** Whether everything that must turn red did. */
  readonly red: boolean;
  /** Of `tests`, what did not fail. */
  readonly stillGreen: readonly string[];
  readonly ms: number;
}

/** Plants one fault in a copy of the repository, runs its tests there, and takes it out again. */
export async function plantFault(fault: PlantedFault, copy: string): Promise<FaultResult> {
  const started = performance.now();
  const path = join(copy, fault.file);
  const sound = readFileSync(path, 'utf8');
  writeFileSync(path, withFault(fault, sound));
  try {
    const outcomeOf = await runInCopy(copy, { project: fault.project, expected: fault.tests });
    const stillGreen = fault.tests.filter((expected) => outcomeOf(expected) !== 'failed');
    return {
      id: fault.id,
      ...(fault.clause === undefined ? {} : { clause: fault.clause }),
      file: fault.file,
      red: stillGreen.length === 0,
      stillGreen,
      ms: Math.round(performance.now() - started),
    };
  } finally {
    writeFileSync(path, sound);
  }
}

/**
 * Names the expectations that do not pass where nothing is planted: they would be red for another reason than
 * their fault.
 */
export async function unsoundExpectations(faults: readonly PlantedFault[], copy: string): Promise<string[]> {
  const unsound: string[] = [];
  for (const project of new Set(faults.map((fault) => fault.project))) {
    const expected = faults.filter((fault) => fault.project === project).flatMap(({ tests }) => tests);
    const outcomeOf = await runInCopy(copy, { project, expected });
    unsound.push(...expected.filter((entry) => outcomeOf(entry) !== 'passed'));
  }
  return [...new Set(unsound)];
}
