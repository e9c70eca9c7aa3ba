import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** What a {@link LogDestination} may keep while its device takes nothing. */
const MOST_BYTES = 1_024 * 1_024;
/** What is handed to the device at a time. */
const CHUNK_BYTES = 64 * 1_024;
const LINE_END = 10;

/** A device for lines of the log. */
export interface LogDevice {
  /** Writes all of it, or tells what went wrong and how much was written nevertheless. */
  write(chunk: Buffer, done: (error: Error | null, written: number) => void): void;
}

/** How a destination does. */
export interface LogState {
  /** Lines that were never written, since the start. */
  readonly dropped: number;
  /** Why the device takes no lines now; null: it takes them. */
  readonly trouble: string | null;
}

/**
 * Where the log goes: never waits for its device. While that takes nothing, a megabyte of lines is kept and more are
 * dropped and counted; the first line after that says how many are missing.
 */
export class LogDestination {
  readonly #device: LogDevice;
  readonly #mostBytes: number;
  #lines: string[] = [];
  #bytes = 0;
  #writing = false;
  #dropped = 0;
  #told = 0;
  #trouble: string | null = null;
  /** A part of a line may stand at the end of the device. */
  #torn = false;
  #onDrained: (() => void)[] = [];

  constructor(device: LogDevice, { mostBytes = MOST_BYTES }: { readonly mostBytes?: number } = {}) {
    this.#device = device;
    this.#mostBytes = mostBytes;
  }

  /** Takes one line, its end included. */
  write(line: string): void {
    const size = Buffer.byteLength(line);
    if (this.#bytes + size > this.#mostBytes) {
      this.#dropped += 1;
      this.#trouble ??= 'it takes no more lines';
      return;
    }
    this.#lines.push(line);
    this.#bytes += size;
    this.#pump();
  }

  get state(): LogState {
    return { dropped: this.#dropped, trouble: this.#trouble };
  }

  /** Resolves with true when all is written, with false when the device does not take it in time. */
  async drained(withinMs: number): Promise<boolean> {
    if (!this.#writing) return true;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), withinMs);
      this.#onDrained.push(() => {
        clearTimeout(late);
        resolve(true);
      });
    });
  }

  #pump(): void {
    if (this.#writing) return;
    if (this.#lines.length === 0) {
      for (const tell of this.#onDrained.splice(0)) tell();
      return;
    }
    const dropped = this.#dropped;
    const lines = this.#nextLines();
    const note = dropped > this.#told ? [missingLine(dropped - this.#told)] : [];
    const chunk = Buffer.from([...(this.#torn ? ['\n'] : []), ...note, ...lines].join(''));
    this.#writing = true;
    this.#device.write(chunk, (error, written) => {
      this.#writing = false;
      this.#trouble = error === null ? null : reasonOf(error);
      if (error === null) this.#told = dropped;
      else this.#dropped += Math.min(lines.length, linesIn(chunk.subarray(written)));
      if (written > 0) this.#torn = chunk[written - 1] !== LINE_END;
      this.#pump();
    });
  }

  #nextLines(): readonly string[] {
    let [size, count] = [0, 0];
    while (count < this.#lines.length && (count === 0 || size < CHUNK_BYTES)) {
      size += Buffer.byteLength(this.#lines[count] ?? '');
      count += 1;
    }
    const lines = this.#lines.splice(0, count);
    this.#bytes -= size;
    return lines;
  }
}

function linesIn(bytes: Buffer): number {
  return bytes.filter((byte) => byte === LINE_END).length;
}

function missingLine(count: number): string {
  const time = new Date().toISOString();
  const msg = 'Lines of the log are missing: its device did not take them.';
  return `${JSON.stringify({ level: 'error', time, dropped: count, msg })}\n`;
}

function reasonOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}

/** Standard output: files are written at once, pipes, sockets and terminals when their readers take something. */
export function standardOutput(): LogDevice {
  const { stdout } = process;
  const isStream = isatty(1) || fstatSync(1).isFIFO() || fstatSync(1).isSocket();
  if (!isStream) return fileDevice(1);
  // Without a listener a reader that is gone would end the process.
  stdout.on('error', () => undefined);
  return {
    // Lines that come in the same turn of the event loop go out together: each write is a call to the system.
    write: (chunk, done) =>
      void stdout.write(chunk, (error) => setImmediate(done, error ?? null, error ? 0 : chunk.length)),
  };
}

/** An open file. What a full disk takes of a chunk is written. */
export function fileDevice(handle: number): LogDevice {
  return {
    write: (chunk, done) => {
      let written = 0;
      let fault: Error | null = null;
      try {
        while (written < chunk.length) written += writeSync(handle, chunk, written);
      } catch (error) {
        fault = error instanceof Error ? error : new Error(String(error));
      }
      done(fault, written);
    },
  };
}
