import { z } from 'zod';

const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: z.object({ line: z.number(), column: z.number() }) }),
        }),
      ),
    }),
  ),
});

/** A report in the mutation-testing report schema, as far as it is read here. */
export type MutationReport = z.infer<typeof reportSchema>;

/** What came of the mutants of some code. */
export interface MutationCounts {
  /** A test failed, or ran into an endless loop. */
  readonly killed: number;
  readonly survived: number;
  /** Of `survived`: no test runs the code at all. */
  readonly uncovered: number;
  /** In what runs once while a file loads, such as tables: not tried, since each would take every test. */
  readonly ignored: number;
  /** Percentage killed of those tried. */
  readonly score: number;
}

/** The counts of one file. */
export interface FileCounts extends MutationCounts {
  readonly file: string;
}

/** Reads a report. Throws ZodError for what is none. */
export function readReport(json: string): MutationReport {
  return reportSchema.parse(JSON.parse(json));
}

/** The counts of each file of a report, by name. */
export function countsByFile({ files }: MutationReport): FileCounts[] {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, { mutants }]) => {
      const count = (...statuses: readonly string[]) =>
        mutants.filter(({ status }) => statuses.includes(status)).length;
      const counts = {
        killed: count('Killed', 'Timeout'),
        survived: count('Survived', 'NoCoverage'),
        uncovered: count('NoCoverage'),
        ignored: count('Ignored'),
      };
      return { file, ...counts, score: scoreOf(counts) };
    });
}

/** The counts of several files together. */
export function total(files: readonly MutationCounts[]): MutationCounts {
  const sum = (of: (counts: MutationCounts) => number) => files.reduce((all, each) => all + of(each), 0);
  const counts = {
    killed: sum(({ killed }) => killed),
    survived: sum(({ survived }) => survived),
    uncovered: sum(({ uncovered }) => uncovered),
    ignored: sum(({ ignored }) => ignored),
  };
  return { ...counts, score: scoreOf(counts) };
}

/** One line for each surviving mutant: where it stands and what stood there instead. */
export function survivorsOf({ files }: MutationReport): string[] {
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(
        ({ location: { start }, status, mutatorName, replacement = '' }) =>
          `${file}:${start.line}:${start.column}  ${status}  ${mutatorName}  ${replacement.replaceAll(/\s+/g, ' ').slice(0, 120)}`,
      ),
  );
}

function scoreOf({ killed, survived }: Pick<MutationCounts, 'killed' | 'survived'>): number {
  const tried = killed + survived;
  return tried === 0 ? 100 : Math.round((killed / tried) * 1_000) / 10;
}
