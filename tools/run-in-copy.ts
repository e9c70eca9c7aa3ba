import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** What came of one expectation, `file` or `file > part of a title`. */
export type Outcome =
  | 'failed'
  | 'passed'
  /** No such test ran: it does not exist, was skipped, or its file did not load. */
  | 'absent';

/** Tells the outcome of each expectation among the tests that ran. */
export type Outcomes = (expected: string) => Outcome;

/** Runs the test files that the expectations name in a copy of the repository. */
export async function runInCopy(
  copy: string,
  { project, expected }: { readonly project: string; readonly expected: readonly string[] },
): Promise<Outcomes> {
  // Tests across packages start built programs.
  if (project === 'e2e') await run(copy, ['node_modules/typescript/bin/tsc', '-b']);
  const output = join(copy, 'node_modules/.vitest-planted.json');
  rmSync(output, { force: true });
  const files = new Set(expected.map((entry) => partsOf(entry).file));
  const reporter = ['--reporter=json', `--outputFile=${output}`];
  await run(copy, ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporter, ...files]);
  const report = existsSync(output) ? reportSchema.parse(JSON.parse(readFileSync(output, 'utf8'))) : null;
  return (entry) => {
    const { file, title } = partsOf(entry);
    const result = report?.testResults.find(({ name }) => name === join(copy, file));
    const states = (result?.assertionResults ?? [])
      .filter(({ fullName }) => fullName.includes(title))
      .map(({ status }) => status);
    if (states.includes('failed') || (title === '' && result?.status === 'failed')) return 'failed';
    return states.includes('passed') ? 'passed' : 'absent';
  };
}

/** vitest names a test by its groups and title, separated by spaces. */
function partsOf(expected: string): { file: string; title: string } {
  const [file = '', ...title] = expected.split(' > ');
  return { file, title: title.join(' ') };
}

async function run(copy: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', timeout: 300_000 });
  await new Promise((resolve) => child.on('close', resolve));
}
