import { Presets, SingleBar } from 'cli-progress';

/** Somebody at a terminal. */
export interface Terminal {
  /** Where a bar is drawn. */
  readonly stream: NodeJS.WriteStream;
  /** What is typed in answer to a question. Rejects with the signal's reason. */
  ask(question: string, signal: AbortSignal): Promise<string>;
}

/** How far something is. */
export interface Progress {
  /** `total` null: nobody knows. */
  update(done: number, total: number | null): void;
  /** Makes place for a line of text. */
  pause(): void;
  stop(): void;
}

/** What progress is shown with. */
export interface ProgressOptions {
  readonly terminal: Terminal | undefined;
  write(text: string): void;
  readonly silent: boolean;
  /** Milliseconds of a clock that only goes forward. */
  now?(): number;
}

/** Between two plain lines. */
const PAUSE_MS = 5_000;

/** A bar on a terminal; elsewhere a plain line now and then; both with an estimate of the time that is left. */
export function startProgress(
  what: string,
  { terminal, write, silent, now = () => performance.now() }: ProgressOptions,
): Progress {
  if (silent) return { update: () => undefined, pause: () => undefined, stop: () => undefined };
  if (terminal !== undefined) return bar(what, terminal.stream);
  let began: { readonly atMs: number; readonly done: number } | null = null;
  let saidMs = Number.NEGATIVE_INFINITY;
  return {
    update(done, total) {
      const atMs = now();
      // What came before, such as a plan and the wait for its confirmation, tells nothing of the pace.
      began ??= { atMs, done };
      if (done !== total && atMs - saidMs < PAUSE_MS) return;
      saidMs = atMs;
      write(`${progressLine(what, { done, total, began: began.done, tookMs: atMs - began.atMs })}\n`);
    },
    pause: () => undefined,
    stop: () => undefined,
  };
}

/** How far something is, and what it took from the first time that it was told. */
export interface ProgressSoFar {
  readonly done: number;
  readonly total: number | null;
  /** What was done by that first time. */
  readonly began: number;
  readonly tookMs: number;
}

/** One line of progress, such as `Recovering: 300 of 1,200 (25 %), about 12 s left`. */
export function progressLine(what: string, { done, total, began, tookMs }: ProgressSoFar): string {
  if (total === null) return `${what}: ${count(done)}`;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const leftMs = leftOf({ done, total, began, tookMs });
  const left = leftMs === null ? '' : `, about ${duration(leftMs)} left`;
  return `${what}: ${count(done)} of ${count(total)} (${percent} %)${left}`;
}

/** An estimate of what is left, in milliseconds, by the pace so far; null: nobody can tell, or nothing is. */
export function leftOf({ done, total, began, tookMs }: ProgressSoFar): number | null {
  if (total === null || done <= began || done >= total) return null;
  return (tookMs / (done - began)) * (total - done);
}

/** A time for people: seconds below two minutes, else minutes. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** A number with its thousands apart. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

function bar(what: string, stream: NodeJS.WriteStream): Progress {
  let drawn: SingleBar | null = null;
  const stop = () => {
    drawn?.stop();
    drawn = null;
  };
  return {
    update(done, total) {
      if (total === null) {
        stop();
        stream.write(`${what}: ${count(done)}\n`);
        return;
      }
      if (drawn === null) {
        const format = `${what} [{bar}] {value}/{total} | about {eta_formatted} left`;
        drawn = new SingleBar({ format, stream, etaBuffer: 50, gracefulExit: false }, Presets.rect);
        drawn.start(total, done);
      } else {
        drawn.update(done);
      }
      if (done >= total) stop();
    },
    pause: stop,
    stop,
  };
}
