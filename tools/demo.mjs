// `npm run demo`: prepares the clone, then starts the demo with the arguments given.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

prepare();
const main = fileURLToPath(new URL('../examples/demo/dist/main.js', import.meta.url));
const demo = spawn(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the demo as well, which then tidies up: wait for it.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && demo.kill(signal));
demo.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
