import { createInterface } from 'node:readline/promises';

/** Loading the program opens hundreds of files at once: a low limit of open files shows here first. */
async function load() {
  try {
    return await import('./commands/run-program.ts');
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
    if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
    process.stderr.write(
      `The program cannot be loaded: no file handle is left (${code}). Raise the limit of open files: \`ulimit -n\`, or LimitNOFILE= of the service; 1024 is enough for a start.\n`,
    );
    process.exit(1);
  }
}

/** A reader that has gone away, such as `head`, ends the program without a word; a full disk with one. */
function onOutputError(error: Error): void {
  const code: unknown = Reflect.get(error, 'code');
  if (code !== 'EPIPE') {
    const why = code === 'ENOSPC' ? 'the disk is full (ENOSPC)' : error.message;
    process.stderr.write(`The results cannot be written to standard output: ${why}.\n`);
  }
  process.exit(1);
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  // Readline takes Ctrl-C for itself.
  asking.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await asking.question(question, { signal });
  } finally {
    asking.close();
  }
}

const { runProgram } = await load();
// The server's log watches its device by itself.
if (process.argv[2] !== 'serve') process.stdout.on('error', onOutputError);
const isAttended = process.stdin.isTTY && process.stderr.isTTY;
process.exitCode = await runProgram(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: isAttended ? { stream: process.stderr, ask } : undefined,
});
