import { parseArgs } from 'node:util';
import { runProgram } from '@vmrkit/server';

/*
 * `vmrkit integration import --json FILE --config CONFIG` for several files, in one process: most of the time goes into
 * starting it. Ends with the first exit code but 3, which says that a record is saved and its mailboxes have trouble.
 */
const { values, positionals } = parseArgs({
  options: { config: { type: 'string', default: '' } },
  allowPositionals: true,
});
const output = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};
for (const file of positionals) {
  const words = ['integration', 'import', '--json', file, '--config', values.config];
  const code = await runProgram(words, output);
  if (code === 0 || code === 3) continue;
  process.exitCode = code;
  break;
}
