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

const { runProgram } = await load();
process.exitCode = await runProgram(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
