import { ConflictError, InvalidInputError, NotFoundError, VmrKitError } from '@vmrkit/core';
import { type Command, CommanderError } from 'commander';
import { createProgram } from './create-program.ts';

/** Where a program writes. */
export interface ProgramOutput {
  out(text: string): void;
  err(text: string): void;
}

const FAILED = 1;
const WRONG = 2;

/** Runs the command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or input. */
export async function runProgram(args: readonly string[], output: ProgramOutput): Promise<number> {
  const program = createProgram((text) => output.out(`${text}\n`));
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG;
    output.err(describe(error));
    return isWrongInput(error) ? WRONG : FAILED;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function isWrongInput(error: unknown): boolean {
  return InvalidInputError.is(error) || ConflictError.is(error) || NotFoundError.is(error);
}

/** The code and the message, then each fault with its path. */
function describe(error: unknown): string {
  if (!VmrKitError.is(error)) return `${error instanceof Error ? error.message : String(error)}\n`;
  const faults = error.issues.map(({ path, code, message }) => `  ${path.join('.')}: ${message} (${code})\n`);
  return `${error.code}: ${error.message}\n${faults.join('')}`;
}
