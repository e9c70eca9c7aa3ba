import { type CitedTitle, citedTitles } from './cited-titles.ts';
import { type Clause, readClauses } from './clauses.ts';
import type { Verdict } from './plant-fault.ts';
import { hashOf, readEvidence, verdictOf } from './planted-evidence.ts';
import { readPlantedFaults } from './planted-faults.ts';

/** What shows one clause. */
export interface ClauseReport extends Clause {
  readonly tests: readonly string[];
  /**
   * `noticed` where every fault planted for it was, `none` where none is planted, `stale` where one has not run
   * since it or its files changed.
   */
  readonly planted: Verdict | 'stale' | 'none';
}

/** Every clause with what shows it, and what is cited but does not exist. */
export interface RequirementsReport {
  readonly clauses: readonly ClauseReport[];
  readonly unknown: readonly CitedTitle[];
}

/** Puts clauses, titles, planted faults and what came of them (docs/evidence/planted.json) together. */
export function requirementsReport(root: string): RequirementsReport {
  const clauses = readClauses(root);
  const titles = citedTitles(root);
  const known = new Set(clauses.map(({ id }) => id));
  const faults = readPlantedFaults(root);
  const evidence = readEvidence(root);
  return {
    clauses: clauses.map((clause) => {
      const planted = faults.filter((fault) => fault.clause === clause.id);
      return {
        ...clause,
        tests: titles
          .filter((title) => title.clauses.includes(clause.id))
          .map(({ file, line, title }) => `${file}:${line} ${title}`),
        planted: worstOf(planted.map((fault) => verdictOf(evidence, hashOf(fault, root)))),
      };
    }),
    unknown: titles.filter(
      (title) => title.clauses.length === 0 || title.clauses.some((id) => !known.has(id)),
    ),
  };
}

/** The worst that is known of the faults planted for a clause. */
function worstOf(found: readonly (Verdict | 'stale')[]): ClauseReport['planted'] {
  return found.find((verdict) => verdict !== 'noticed') ?? found[0] ?? 'none';
}
