/** What one account did at a time, and what was refused for being too much. */
export interface AccountLoad {
  /** Calls at a time, at most so far; opening a stream is a call, holding it open is none. */
  readonly mostCalls: number;
  /** Streams at a time, at most so far. */
  readonly mostStreams: number;
  readonly refusedCalls: number;
  readonly refusedStreams: number;
}

/** The load of each account, and the limits that an account has at Exchange. */
export class AccountLoads {
  readonly #loads = new Map<string, { -readonly [Name in keyof AccountLoad]: AccountLoad[Name] }>();
  readonly #calls = new Map<string, number>();

  /** A call begins; gives how many the account has open now. */
  begin(username: string): number {
    const running = (this.#calls.get(username) ?? 0) + 1;
    this.#calls.set(username, running);
    return running;
  }

  /** A call ended. */
  end(username: string): void {
    this.#calls.set(username, (this.#calls.get(username) ?? 1) - 1);
  }

  /** Whether a call may go on where so many are open; keeps account of the answer. */
  admitCall(username: string, running: number, limit: number | null): boolean {
    const load = this.#of(username);
    if (limit !== null && running > limit) {
      load.refusedCalls += 1;
      return false;
    }
    load.mostCalls = Math.max(load.mostCalls, running);
    return true;
  }

  /** Whether one more stream may be opened beside so many; keeps account of the answer. */
  admitStream(username: string, open: number, limit: number): boolean {
    const load = this.#of(username);
    if (open >= limit) {
      load.refusedStreams += 1;
      return false;
    }
    load.mostStreams = Math.max(load.mostStreams, open + 1);
    return true;
  }

  /** By user name. */
  get all(): Readonly<Record<string, AccountLoad>> {
    return Object.fromEntries([...this.#loads].map(([username, load]) => [username, { ...load }]));
  }

  #of(username: string) {
    const load = this.#loads.get(username) ?? {
      mostCalls: 0,
      mostStreams: 0,
      refusedCalls: 0,
      refusedStreams: 0,
    };
    this.#loads.set(username, load);
    return load;
  }
}
