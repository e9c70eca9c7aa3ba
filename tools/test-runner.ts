import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { partsOf, startsBuiltPrograms } from './expectation.ts';

const replySchema = z.object({
  tests: z.array(z.object({ file: z.string(), title: z.string(), state: z.string(), timedOut: z.boolean() })),
  broken: z.array(z.string()),
});

/** What came of one expectation, `file` or `file > part of a title`. */
export type Outcome =
  | 'failed'
  | 'passed'
  /** It failed, but only by the clock: the machine may have been slow. */
  | 'timed out'
  /** It skipped itself: this machine lacks what it needs. */
  | 'skipped'
  /** No such test ran: it does not exist, or its file did not load. */
  | 'absent';

/** Tells the outcome of each expectation among the tests that ran. */
export type Outcomes = (expected: string) => Outcome;

/** What to run. */
export interface TestRun {
  /** The vitest project of the tests. */
  readonly project: string;
  /** Expectations: a test file, or `file > part of a title`. Only these tests run. */
  readonly expected: readonly string[];
}

/** How long one run may take before its process is ended: a fault may make a test spin for ever. */
const DEADLINE_MS = 300_000;

/** Runs tests in a copy of the repository, in a process that stays warm from one run to the next. */
export class TestRunner {
  /** The copy's root. */
  readonly copy: string;
  #process: ChildProcess | null = null;
  #changed: string[] = [];

  constructor(copy: string) {
    this.copy = copy;
  }

  /** Says that a file of the copy, named from its root, changed since the last run. */
  touch(file: string): void {
    this.#changed.push(join(this.copy, file));
  }

  /** Runs what is expected and nothing else. A run that passes its deadline has timed out altogether. */
  async run({ project, expected }: TestRun): Promise<Outcomes> {
    if (expected.some(startsBuiltPrograms)) await buildPackages(this.copy);
    const child = await this.#warm();
    child.send({ project, wanted: wantedOf(this.copy, expected), changed: this.#changed.splice(0) });
    const reply = await answerOf(child);
    if (reply === null) {
      this.close();
      return () => 'timed out';
    }
    const { tests, broken } = replySchema.parse(reply);
    return (entry) => {
      const { file, title } = partsOf(entry);
      const path = join(this.copy, file);
      const ran = tests.filter((test) => test.file === path && test.title.includes(title));
      const failed = ran.filter(({ state }) => state === 'failed');
      if (failed.length > 0) return failed.every(({ timedOut }) => timedOut) ? 'timed out' : 'failed';
      if (title === '' && broken.includes(path)) return 'failed';
      if (ran.some(({ state }) => state === 'passed')) return 'passed';
      // A hook that fails leaves its tests skipped, which is no skipping of theirs.
      return ran.length > 0 && !broken.includes(path) ? 'skipped' : 'absent';
    };
  }

  /** Ends the process; the next run starts another. */
  close(): void {
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }

  async #warm(): Promise<ChildProcess> {
    if (this.#process !== null) return this.#process;
    const script = join(this.copy, 'tools/warm-vitest.mjs');
    const child = fork(script, {
      cwd: this.copy,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    if ((await answerOf(child)) === null) throw new Error('vitest did not start in the copy.');
    this.#process = child;
    return child;
  }
}

/** The child's next message, or null when it ended or its time is up. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), DEADLINE_MS);
  const ended = once(child, 'exit', { signal: stop.signal }).then(() => null);
  const answer = once(child, 'message', { signal: stop.signal }).then(([message]) => message);
  try {
    return await Promise.race([answer, ended]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    stop.abort();
    await Promise.allSettled([answer, ended]);
  }
}

function wantedOf(copy: string, expected: readonly string[]): { file: string; titles: string[] }[] {
  const parts = expected.map(partsOf);
  return [...new Set(parts.map(({ file }) => file))].map((file) => {
    const titles = parts.filter((part) => part.file === file).map(({ title }) => title);
    return { file: join(copy, file), titles: titles.includes('') ? [] : [...new Set(titles)] };
  });
}

async function buildPackages(copy: string): Promise<void> {
  const args = ['node_modules/typescript/bin/tsc', '-b'];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', timeout: 300_000 });
  await once(child, 'close');
}
