import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requirementsReport } from './requirements-report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    summary: { type: 'boolean' },
    issue: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(`Prints each clause of the requirements with its tests and planted faults, and what nothing shows yet.

  --json       the same for programs
  --issue N    only the clauses that this issue answers for
  --summary    only the counts

Ends with 1 when a test cites a clause that does not exist.`);
  process.exit();
}
const { clauses: all, unknown } = requirementsReport(join(import.meta.dirname, '..'));
const clauses = all.filter(({ issue }) => options.issue === undefined || issue === Number(options.issue));
const untested = clauses.filter(({ tests }) => tests.length === 0);
const unplanted = clauses.filter(({ planted }) => planted === 'none');
const unproven = clauses.filter(({ planted }) => planted !== 'none' && planted !== 'noticed');

if (options.json) {
  console.log(JSON.stringify({ clauses, unknown }, null, 2));
} else {
  if (!options.summary) {
    for (const { id, level, issue, text, tests, planted } of clauses) {
      console.log(`${id}  ${text}  (${level}, issue ${issue}, planted fault: ${planted})`);
      for (const test of tests) console.log(`    ${test}`);
    }
    console.log(`\nShown by no test: ${untested.map(({ id }) => id).join(' ') || 'none'}`);
    console.log(`\nWithout a planted fault: ${unplanted.map(({ id }) => id).join(' ') || 'none'}`);
    console.log(`\nTo be run again (--stale): ${unproven.map(({ id }) => id).join(' ') || 'none'}\n`);
  }
  const shown = clauses.length - untested.length;
  const noticed = clauses.length - unplanted.length - unproven.length;
  console.log(
    `${clauses.length} clauses, ${shown} shown by a test, ${noticed} by planted faults, ${unproven.length} by stale ones`,
  );
}
for (const { file, line, title } of unknown) console.error(`${file}:${line} cites no known clause: ${title}`);
process.exitCode = unknown.length === 0 ? 0 : 1;
