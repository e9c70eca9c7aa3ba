import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const faultSchema = z.strictObject({
  /** The clause that the tests show; left out where plain tests are proven. */
  clause: z.string().optional(),
  /** The source file to change, from the root. */
  file: z.string(),
  /** Text that stands in it exactly once. */
  find: z.string().min(1),
  /** What stands there instead while the tests run. */
  replace: z.string(),
  /** What must turn red: a test file, or `file > part of a title`. */
  tests: z.array(z.string().regex(/^\S+\.test\.ts(?: > .+)?$/)).min(1),
  /** The vitest project of the tests. */
  project: z.string().default('unit'),
});

/** A small fault, and the tests that must notice it. */
export interface PlantedFault extends z.infer<typeof faultSchema> {
  /** File and position under test/planted, such as `time.json#2`; counted from 1. */
  readonly id: string;
}

/** Reads test/planted/*.json, each an array of faults, in order. Throws when one is malformed. */
export function readPlantedFaults(root: string): PlantedFault[] {
  const folder = join(root, 'test/planted');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((name) => {
    const parsed = z.array(faultSchema).safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (!parsed.success) throw new Error(`test/planted/${name}: ${z.prettifyError(parsed.error)}`);
    return parsed.data.map((fault, at) => ({ ...fault, id: `${name}#${at + 1}` }));
  });
}

/** The file's text with the fault in it. Throws unless `find` stands in it exactly once. */
export function withFault(fault: PlantedFault, text: string): string {
  const parts = text.split(fault.find);
  if (parts.length !== 2) {
    throw new Error(`${fault.id}: its text stands ${parts.length - 1} times in ${fault.file}, not once`);
  }
  return parts.join(fault.replace);
}

/** Whether `--only name` means the fault: its id, its file under test/planted, or its clause. */
export function isNamed(fault: PlantedFault, name: string): boolean {
  return fault.id === name || fault.id.split('#')[0] === name || fault.clause === name;
}

/** A tenth of the faults, at least one, chosen by `seed` alone: the same seed gives the same faults. */
export function sampleOf(faults: readonly PlantedFault[], seed: number): PlantedFault[] {
  const next = mulberry32(seed);
  const ranked = faults.map((fault) => ({ fault, rank: next() })).sort((a, b) => a.rank - b.rank);
  const chosen = new Set(ranked.slice(0, Math.ceil(faults.length / 10)).map(({ fault }) => fault));
  return faults.filter((fault) => chosen.has(fault));
}

/** A small seeded generator of numbers in [0, 1); good enough to sample, no secret depends on it. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
