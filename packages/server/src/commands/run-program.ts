import { ConflictError, InvalidInputError, NotFoundError, type Plugin } from '@vmrkit/core';
import { type Command, CommanderError } from 'commander';
import { createProgram, type ProgramVoice } from './create-program.ts';
import { describeFailure } from './describe-failure.ts';

/** Where a program writes, and what it knows. */
export interface RunProgramOptions {
  out(text: string): void;
  err(text: string): void;
  /** All plugins that the program brings; by default `shippedPlugins`. The configuration may name packages of more. */
  readonly plugins?: readonly Plugin[];
}

const FAILED = 1;
const WRONG = 2;
const TROUBLED = 3;

/**
 * Runs the command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or input, 3 done, with trouble.
 *
 * @example
 * process.exitCode = await runProgram(process.argv.slice(2), {
 *   out: (text) => process.stdout.write(text),
 *   err: (text) => process.stderr.write(text),
 *   plugins: [...shippedPlugins, acmePlugin],
 * });
 */
export async function runProgram(
  args: readonly string[],
  { plugins, ...output }: RunProgramOptions,
): Promise<number> {
  let troubled = false;
  const voice: ProgramVoice = {
    print: (text) => output.out(`${text}\n`),
    note: (text) => output.err(`${text}\n`),
    trouble: (text) => {
      troubled = true;
      output.err(`${text}\n`);
    },
  };
  const program = createProgram(voice, plugins);
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return troubled ? TROUBLED : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG;
    output.err(describeFailure(error));
    return isWrongInput(error) ? WRONG : FAILED;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function isWrongInput(error: unknown): boolean {
  return InvalidInputError.is(error) || ConflictError.is(error) || NotFoundError.is(error);
}
