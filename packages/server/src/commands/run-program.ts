import { ConflictError, InvalidInputError, NotFoundError, type Plugin } from '@vmrkit/core';
import { Command, CommanderError } from 'commander';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { VERSION } from '../version.ts';
import { commands, groups } from './commands.ts';
import { addCommands, type CalledCommand } from './declare-command.ts';
import { describeFailure, failureOnWire } from './describe-failure.ts';
import { INTERRUPTED, openShell, type ProgramOutput } from './shell.ts';

/** Where a program writes, and what it knows. */
export interface RunProgramOptions extends ProgramOutput {
  /** All plugins that the program brings; by default `shippedPlugins`. The configuration may name packages of more. */
  readonly plugins?: readonly Plugin[];
}

const FAILED = 1;
const WRONG = 2;
const TROUBLED = 3;
const HELP_WIDTH = 110;

const helpOfAll = `
Environment (each also as …_FILE, the path of a file that holds the value):
  VMRKIT_CONFIG          path of the configuration file
  VMRKIT_MASTER_KEYS     id:base64 of 32 bytes, the present key first; needed by managers
  VMRKIT_MANAGER_SECRET  what edges and managers know each other by, 32 characters or more
  VMRKIT_WEB_PROXY_PASSWORD  of web_proxy.username
  VMRKIT_PUBLIC_LISTEN   address:port of the public listener
  VMRKIT_ADMIN_LISTEN    address:port of the admin listener

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 done, but something needs you, 130 stopped by Ctrl-C.
`;

/**
 * Runs the command line and returns its exit code: 0 done, 1 failed, 2 wrong usage or input, 3 done, with trouble,
 * 130 stopped.
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
  { plugins = shippedPlugins, ...output }: RunProgramOptions,
): Promise<number> {
  let code = 0;
  const program = createProgram(async (called) => {
    code = await runCommand(called, { plugins, ...output });
  });
  for (const command of everyCommand(program)) {
    command.configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG;
    throw error;
  }
}

/** The program with all its commands; `call` is told which one was called. */
export function createProgram(call: (called: CalledCommand) => Promise<void>): Command {
  const program = new Command('vmrkit')
    .description('Turns Outlook meetings into Virtual Meeting Room meetings.')
    .version(VERSION)
    .addHelpText('after', helpOfAll);
  addCommands(program, { commands, groups, call });
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('(--help behind the command says what it takes)');
  }
  return program;
}

async function runCommand(
  { command, config, json, input }: CalledCommand,
  { plugins, ...output }: RunProgramOptions,
): Promise<number> {
  const ownSignals = command.ownSignals ?? false;
  const { shell, isTroubled, close } = openShell({ ...output, plugins, config, json, ownSignals });
  try {
    await command.run(shell, input);
    return isTroubled() ? TROUBLED : 0;
  } catch (error) {
    close();
    const told = shell.signal.aborted ? shell.signal.reason : error;
    output.err(json ? `${JSON.stringify(failureOnWire(told))}\n` : describeFailure(told));
    if (shell.signal.aborted) return INTERRUPTED;
    return isWrongInput(error) ? WRONG : FAILED;
  } finally {
    close();
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function isWrongInput(error: unknown): boolean {
  return InvalidInputError.is(error) || ConflictError.is(error) || NotFoundError.is(error);
}
