import { UnavailableError } from '@vmrkit/core';
import type { KitSource } from '../runtime/with-kit.ts';
import { type Progress, startProgress, type Terminal } from './progress.ts';

/** What a command has at hand besides its options: where it speaks, whether it was told to stop, and its kit's source. */
export interface Shell extends KitSource {
  /** Whether results are JSON, a line each. */
  readonly json: boolean;
  /** Aborts with the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** A result, on standard output: the object as a line with `--json`, else the lines of text. */
  show(json: object, text: string | readonly string[]): void;
  /** What an operator should know besides. */
  note(text: string): void;
  /** What is wrong although the command did its work; the exit code tells it too. */
  trouble(text: string): void;
  /** How far it is; `what` begins each line. Silent with `--json`, where events say it. */
  progress(what: string): Progress;
  /** What somebody at the terminal answers; null: nobody is there. */
  ask(question: string): Promise<string | null>;
}

/** Where a program writes. */
export interface ProgramOutput {
  out(text: string): void;
  err(text: string): void;
  /** Somebody at the other end; absent: a script. */
  readonly terminal?: Terminal | undefined;
}

/** What a shell is opened with. */
export interface OpenShellOptions extends ProgramOutput, Omit<KitSource, 'note'> {
  readonly json: boolean;
  /** The command hears signals by itself. */
  readonly ownSignals: boolean;
}

/** A shell, and how its command went. */
export interface OpenShell {
  readonly shell: Shell;
  readonly isTroubled: () => boolean;
  /** Hears no signal any more and ends the line of progress. */
  close(): void;
}

/** 128 + SIGINT, as shells count. */
export const INTERRUPTED = 130;

/** Opens the shell of one command; a second Ctrl-C ends the process at once. */
export function openShell({
  out,
  err,
  terminal,
  json,
  ownSignals,
  config,
  plugins,
}: OpenShellOptions): OpenShell {
  let troubled = false;
  let progress: Progress | null = null;
  const line = (write: (text: string) => void) => (text: string) => {
    progress?.pause();
    write(`${text}\n`);
  };
  const [print, note] = [line(out), line(err)];
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    note('Stopping as soon as what is under way is done; once more stops at once.');
    controller.abort(interrupted());
  };
  const signals = ownSignals ? [] : (['SIGINT', 'SIGTERM'] as const);
  for (const signal of signals) process.on(signal, onSignal);
  const shell: Shell = {
    json,
    config,
    plugins,
    signal: controller.signal,
    show: (value, text) => {
      for (const each of json ? [JSON.stringify(value)] : [text].flat()) print(each);
    },
    note,
    trouble: (text) => {
      troubled = true;
      note(text);
    },
    progress: (what) => {
      progress?.stop();
      progress = startProgress(what, { terminal, write: err, silent: json });
      return progress;
    },
    ask: async (question) => (terminal === undefined ? null : terminal.ask(question, controller.signal)),
  };
  return {
    shell,
    isTroubled: () => troubled,
    close: () => {
      progress?.stop();
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function interrupted(): UnavailableError {
  return new UnavailableError('The command was stopped before its end. What was done stays.', {
    code: 'ERR_COMMAND_INTERRUPTED',
  });
}
