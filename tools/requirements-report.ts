import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CitedTitle, citedTitles } from './cited-titles.ts';
import { type Clause, readClauses } from './clauses.ts';

/** What shows one clause. */
export interface ClauseReport extends Clause {
  readonly tests: readonly string[];
  /** What the last full run of planted faults says: `none` where no fault is planted. */
  readonly planted: 'red' | 'green' | 'none';
}

/** Every clause with what shows it, and what is cited but does not exist. */
export interface RequirementsReport {
  readonly clauses: readonly ClauseReport[];
  readonly unknown: readonly CitedTitle[];
}

const evidenceSchema = z.object({
  faults: z.array(z.object({ clause: z.string().optional(), red: z.boolean() })),
});

/** Puts clauses, titles and the last full run of planted faults (docs/evidence/planted.json) together. */
export function requirementsReport(root: string): RequirementsReport {
  const clauses = readClauses(root);
  const titles = citedTitles(root);
  const known = new Set(clauses.map(({ id }) => id));
  const faults = readFaults(root);
  return {
    clauses: clauses.map((clause) => {
      const results = faults.filter((fault) => fault.clause === clause.id);
      return {
        ...clause,
        tests: titles
          .filter((title) => title.clauses.includes(clause.id))
          .map(({ file, line, title }) => `${file}:${line} ${title}`),
        planted: results.length === 0 ? 'none' : results.every(({ red }) => red) ? 'red' : 'green',
      };
    }),
    unknown: titles.filter(
      (title) => title.clauses.length === 0 || title.clauses.some((id) => !known.has(id)),
    ),
  };
}

function readFaults(root: string): z.infer<typeof evidenceSchema>['faults'] {
  const path = join(root, 'docs/evidence/planted.json');
  return existsSync(path) ? evidenceSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).faults : [];
}
