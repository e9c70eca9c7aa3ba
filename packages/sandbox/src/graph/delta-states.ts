import { randomBytes } from 'node:crypto';
import type { SyncPosition } from '../model/change-log.ts';
import type { Folder } from '../model/folder.ts';

/** How many generations of a state the server keeps. */
const keptGenerations = 3;

/** One reader's round through the changes of a folder, and what it asked for at its begin. */
export interface DeltaChain {
  readonly folder: Folder;
  /** Query options of the first request, which every later one repeats. */
  readonly query: ReadonlyMap<string, string>;
  readonly epoch: number;
  /** Tokens that still work, oldest first. */
  readonly live: string[];
}

/** What a token stands for. */
export interface DeltaState {
  readonly chain: DeltaChain;
  readonly position: SyncPosition;
  /** How many entries a filtered round has given. */
  readonly given: number;
}

/** The states behind delta links. Of each chain of links only the newest few live. */
export class DeltaStates {
  readonly #states = new Map<string, DeltaState>();

  /** The state of a token; null for one that is unknown or too old. */
  find(token: string): DeltaState | null {
    return this.#states.get(token) ?? null;
  }

  /** Keeps a state; gives its token. */
  keep(state: DeltaState): string {
    const token = randomBytes(96).toString('base64url');
    this.#states.set(token, state);
    state.chain.live.push(token);
    while (state.chain.live.length > keptGenerations) this.#states.delete(state.chain.live.shift() ?? '');
    return token;
  }

  /** Forgets all states. */
  expire(): void {
    this.#states.clear();
  }
}
