// `npm test`: prepares the clone, then runs every test but those that need a browser. Arguments go on to vitest:
// `npm test -- --project unit`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

prepare();
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const given = process.argv.slice(2);
const args = given.some((each) => each.startsWith('--project')) ? given : ['--project', '!browser', ...given];
const { status } = spawnSync(process.execPath, [vitest, 'run', ...args], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
