import { type Command, Option } from 'commander';
import type { Shell } from './shell.ts';

/** One command of the command line, declared once: help, options and exit follow from this. */
export interface CommandDeclaration<Input extends object = object> {
  /** Its words, such as `integration list`. */
  readonly name: string;
  readonly summary: string;
  /** `<file>` or `[file]`, and what it is. */
  readonly arguments?: readonly (readonly [name: string, about: string])[];
  readonly options?: readonly Option[];
  /** Without the program's name; each with what it does. */
  readonly examples: readonly (readonly [line: string, about: string])[];
  /** Whether it takes `--config`. */
  readonly configured: boolean;
  /** Whether it takes `--json`, and what a line then holds; null: it prints no results. */
  readonly json: string | null;
  /** It hears SIGINT and SIGTERM by itself. */
  readonly ownSignals?: boolean;
  run(shell: Shell, input: Input): Promise<void>;
}

/** Types a command's input; returns the command as it is. */
export function defineCommand<Input extends object>(
  command: CommandDeclaration<Input>,
): CommandDeclaration<Input> {
  return command;
}

/** An option; see commander's own for its flags. */
export function option(flags: string, about: string): Option {
  return new Option(flags, about);
}

/** How a command that was called is run. */
export interface CalledCommand {
  readonly command: CommandDeclaration;
  readonly config: string | null;
  readonly json: boolean;
  readonly input: object;
}

/** Adds commands to the program; `call` is told which one was called. */
export function addCommands(
  program: Command,
  {
    commands,
    groups,
    call,
  }: {
    readonly commands: readonly CommandDeclaration[];
    /** What the first words stand for that are no commands themselves. */
    readonly groups: Readonly<Record<string, string>>;
    call(called: CalledCommand): Promise<void>;
  },
): void {
  for (const declared of commands) {
    const command = commandAt(program, declared.name.split(' '), groups).description(declared.summary);
    for (const [name, about] of declared.arguments ?? []) command.argument(name, about);
    for (const each of declared.options ?? []) command.addOption(each);
    if (declared.configured) {
      command.option('-c, --config <file>', 'configuration file (JSON); else VMRKIT_CONFIG');
    }
    if (declared.json !== null) command.option('--json', `print JSON, a line each: ${declared.json}`);
    const switches = (declared.options ?? []).filter((each) => each.isBoolean());
    const flags = Object.fromEntries(switches.map((each) => [each.attributeName(), false]));
    command.addHelpText('after', examplesOf(declared)).action(async () => {
      const { config = null, json = false, ...options } = command.opts<{ config?: string; json?: boolean }>();
      const given = command.registeredArguments.map((each, at) => [each.name(), command.processedArgs[at]]);
      await call({
        command: declared,
        config,
        json,
        input: { ...flags, ...options, ...Object.fromEntries(given) },
      });
    });
  }
}

function commandAt(
  program: Command,
  words: readonly string[],
  groups: Readonly<Record<string, string>>,
): Command {
  return words.reduce((parent, word) => {
    const known = parent.commands.find((each) => each.name() === word);
    if (known !== undefined) return known;
    // Else an option of `alarms` would be taken from `alarms clear`.
    const made = parent.enablePositionalOptions().command(word);
    return groups[word] === undefined ? made : made.description(groups[word]);
  }, program);
}

function examplesOf({ examples }: CommandDeclaration): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, about]) => `  vmrkit ${line.padEnd(width)}  # ${about}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
