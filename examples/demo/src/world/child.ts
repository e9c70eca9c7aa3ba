import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process of the world is started. */
export interface ChildOptions {
  /** What it is called in errors. */
  readonly name: string;
  /** Script and arguments for Node. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line of its output. */
  readonly onLine?: (line: string) => void;
}

const LAST_LINES = 40;
const GRACE_MS = 10_000;

/** A process of ours, that ends when we do. */
export class Child {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #exited: Promise<void>;
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  private constructor(options: ChildOptions) {
    const { name, args, env = {}, onLine } = options;
    this.#name = name;
    this.#process = spawn(process.execPath, [...args], {
      // biome-ignore lint/style/noProcessEnv: the child runs in our own environment, and what is added to it.
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const endWithUs = () => this.#process.kill('SIGKILL');
    process.once('exit', endWithUs);
    this.#exited = new Promise<void>((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', () => resolve());
    }).then(() => {
      process.off('exit', endWithUs);
    });
    if (onLine) this.#listeners.add(onLine);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        if (this.#lines.length > LAST_LINES) this.#lines.shift();
        for (const listener of this.#listeners) listener(line);
      });
    }
  }

  /** Starts the process without waiting for anything. */
  static start(options: ChildOptions): Child {
    return new Child(options);
  }

  /** The operating system's id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether it still runs. */
  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The last lines that it wrote. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves with the first line for which `found` gives something. Rejects when the process ends before, or in time. */
  async firstLine<T>(found: (line: string) => T | null, timeoutMs = 30_000): Promise<T> {
    for (const line of this.#lines) {
      const value = found(line);
      if (value !== null) return value;
    }
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        act();
      };
      const fail = (why: string) => settle(() => reject(this.#failure(why)));
      const listener = (line: string) => {
        const value = found(line);
        if (value !== null) settle(() => resolve(value));
      };
      const timer = setTimeout(() => fail('did not get ready in time'), timeoutMs);
      this.#listeners.add(listener);
      void this.#exited.then(() => fail('ended before it was ready'));
    });
  }

  /** Resolves with the exit code when it ended; null when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.#exited;
    return this.#process.exitCode;
  }

  /** Sends a message over the channel that Node keeps between the two. */
  send(message: object): void {
    if (this.isRunning) this.#process.send(message);
  }

  /** Resolves with the next message for which `accept` gives something. */
  nextMessage<T>(accept: (message: unknown) => T | null, timeoutMs = 5_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#process.off('message', listener);
        act();
      };
      const listener = (message: unknown) => {
        const value = accept(message);
        if (value !== null) settle(() => resolve(value));
      };
      const timer = setTimeout(
        () => settle(() => reject(this.#failure('did not answer in time'))),
        timeoutMs,
      );
      this.#process.on('message', listener);
    });
  }

  /** Ends it at once, as a power failure does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to end, and ends it after a grace period. Gives whether it went by itself. */
  async stop(): Promise<boolean> {
    if (!this.isRunning) return true;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
    return this.#process.signalCode !== 'SIGKILL';
  }

  #failure(why: string): Error {
    return new Error(`${this.#name} ${why}; its last lines:\n${this.#lines.slice(-10).join('\n')}`);
  }
}
