/** What a figure must reach. `met` null: this machine or run cannot tell, and `why` says so. */
export interface Mark {
  readonly subject: string;
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean | null;
  readonly why?: string;
}

/** How much is measured: all in three minutes, in twenty, or the largest sizes too, in hours. */
export interface BenchOptions {
  readonly size: 'quick' | 'usual' | 'full';
}

/** What a subject found out. */
export interface Findings {
  /** Everything, for docs/evidence. */
  readonly figures: object;
  readonly marks: readonly Omit<Mark, 'subject'>[];
}

/** One subject of the benchmarks. */
export interface Subject {
  /** A letter. */
  readonly id: string;
  readonly title: string;
  measure(options: BenchOptions): Promise<Findings>;
}

/** A mark that a figure reaches by being at least so large. */
export function atLeast(name: string, wanted: number, measured: number): Omit<Mark, 'subject'> {
  return { name, wanted: `at least ${wanted}`, measured: inFigures(measured), met: measured >= wanted };
}

/** A mark that a figure reaches by being at most so large. */
export function atMost(name: string, wanted: number, measured: number): Omit<Mark, 'subject'> {
  return { name, wanted: `at most ${wanted}`, measured: inFigures(measured), met: measured <= wanted };
}

/** A mark about which this run cannot tell. */
export function notTold(name: string, wanted: string, why: string): Omit<Mark, 'subject'> {
  return { name, wanted, measured: 'not measured', met: null, why };
}

/** Three significant figures. */
function inFigures(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'none';
}
