import { describe, it, type TestContext } from 'vitest';

/** What a check may ask of the test that runs it. */
export type CheckContext = Pick<TestContext, 'skip'>;

/** One thing that every implementation of a port must do. */
export interface ContractCheck<Subject> {
  /** What it must do. Begins with the clause in brackets where one asks for it. */
  readonly title: string;
  /** How long it may take, in milliseconds; left out: as long as the others of its contract. */
  readonly timeoutMs?: number;
  /** How often it is tried again when it fails. */
  readonly retry?: number;
  /** Throws where the implementation does not do it. */
  run(subject: Subject, context: CheckContext): Promise<void> | void;
}

/** Lets a check act on a fresh subject, and clears it away whatever happens. */
export type WithSubject<Subject> = (act: (subject: Subject) => Promise<void>) => Promise<void>;

/** Registers checks as tests, each with a fresh subject. */
export function registerChecks<Subject>(
  name: string,
  checks: readonly ContractCheck<Subject>[],
  { withSubject, timeoutMs }: { readonly withSubject: WithSubject<Subject>; readonly timeoutMs?: number },
): void {
  describe(name, timeoutMs === undefined ? {} : { timeout: timeoutMs }, () => {
    for (const check of checks) {
      const { title, retry = 0 } = check;
      const own = check.timeoutMs === undefined ? {} : { timeout: check.timeoutMs };
      it(title, { retry, ...own }, (context) => withSubject(async (subject) => check.run(subject, context)));
    }
  });
}
