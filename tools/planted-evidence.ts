import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileOf } from './expectation.ts';
import { type FaultResult, verdicts } from './plant-fault.ts';
import type { PlantedFault } from './planted-faults.ts';

const evidenceSchema = z.object({
  /** What was checked out at the last run, as git describes it. */
  commit: z.string(),
  /** The machine of the last run, in words. */
  machine: z.string(),
  faults: z.array(
    z.object({
      id: z.string(),
      clause: z.string().optional(),
      file: z.string(),
      /** See {@link hashOf}. */
      hash: z.string(),
      verdict: z.enum(verdicts),
      missed: z.array(z.string()).optional(),
    }),
  ),
});

/** What came of the planted faults when each was last run: docs/evidence/planted.json. */
export type PlantedEvidence = z.infer<typeof evidenceSchema>;

/** Reads the evidence, or null where none was written. Throws when it is malformed. */
export function readEvidence(root: string): PlantedEvidence | null {
  const path = join(root, 'docs/evidence/planted.json');
  return existsSync(path) ? evidenceSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/**
 * Names what a result depends on: the fault, the file that it changes and the files of its tests, as they are now.
 * A result under another hash is stale. What those files import is left to full runs.
 */
export function hashOf(fault: PlantedFault, root: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([fault.file, fault.find, fault.replace, fault.tests, fault.project]));
  for (const file of [fault.file, ...new Set(fault.tests.map(fileOf))]) {
    hash.update(`\0${existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** What the evidence says of a fault as it is now; `stale` where it is silent. */
export function verdictOf(
  evidence: PlantedEvidence | null,
  hash: string,
): PlantedEvidence['faults'][number]['verdict'] | 'stale' {
  return evidence?.faults.find((entry) => entry.hash === hash)?.verdict ?? 'stale';
}

/** A fault with its hash when its run began: files may change meanwhile. */
export interface HashedFault extends PlantedFault {
  readonly hash: string;
}

/**
 * Puts new results over earlier ones: each fault of `faults` has its newest entry, a fault that is gone or
 * changed since has none.
 */
export function mergeEvidence(
  earlier: PlantedEvidence | null,
  faults: readonly HashedFault[],
  results: readonly FaultResult[],
  run: Pick<PlantedEvidence, 'commit' | 'machine'>,
): PlantedEvidence {
  const entries = faults.flatMap((fault) => {
    const { hash } = fault;
    const result = results.find(({ id }) => id === fault.id);
    const known = earlier?.faults.find((entry) => entry.hash === hash);
    const found = result === undefined || result.verdict === 'tests skipped here' ? known : result;
    if (found === undefined) return [];
    const { verdict, missed = [] } = found;
    return {
      id: fault.id,
      ...(fault.clause === undefined ? {} : { clause: fault.clause }),
      file: fault.file,
      hash,
      verdict,
      ...(missed.length === 0 ? {} : { missed: [...missed] }),
    };
  });
  return { ...run, faults: entries };
}

/** Writes the evidence, a line for each fault. */
export function writeEvidence(root: string, { faults, ...run }: PlantedEvidence): void {
  const head = JSON.stringify({ ...run, faults: [] }, null, 2);
  const lines = faults.map((fault) => `    ${JSON.stringify(fault)}`).join(',\n');
  const text = head.replace('"faults": []', () => `"faults": [\n${lines}\n  ]`);
  writeFileSync(join(root, 'docs/evidence/planted.json'), `${text}\n`);
}
