/** A difference between two states of a folder. */
export interface FolderChange {
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete' | 'read-flag';
}

/** How far a client has come: what it knows completely, and how far it has paged beyond. */
export interface SyncPosition {
  readonly base: number;
  readonly position: number;
}

interface Track {
  readonly createdAt: number;
  lastAt: number;
  deleted: boolean;
  /** Last change that was more than a read flag. */
  contentAt: number;
}

/** What happened in one folder, numbered, so that a client can ask what changed since a number. */
export class ChangeLog {
  readonly #entries: string[] = [];
  readonly #tracks = new Map<string, Track>();

  /** The number of the latest change. */
  get position(): number {
    return this.#entries.length;
  }

  /** Notes that an item appeared, changed, changed its read flag, or went. */
  note(id: string, kind: FolderChange['kind']): void {
    this.#entries.push(id);
    const at = this.#entries.length;
    const track = this.#tracks.get(id);
    if (!track) {
      this.#tracks.set(id, { createdAt: at, lastAt: at, contentAt: at, deleted: kind === 'delete' });
      return;
    }
    track.lastAt = at;
    track.deleted = kind === 'delete';
    if (kind !== 'read-flag') track.contentAt = at;
  }

  /**
   * The changes after a state, at most `limit`, each item with its latest content; and the state to ask from
   * next time. While a client pages, an item may be told as created twice, and a deletion of an item told that
   * the client never saw; never an update of one that it does not know.
   */
  since(
    state: SyncPosition,
    limit: number,
  ): { changes: FolderChange[]; next: SyncPosition; complete: boolean } {
    const changes: FolderChange[] = [];
    let at = state.position;
    while (at < this.#entries.length && changes.length < limit) {
      const id = this.#entries[at] ?? '';
      at += 1;
      const track = this.#tracks.get(id);
      if (!track || track.lastAt !== at) continue;
      const change = describe(id, track, state);
      if (change) changes.push(change);
    }
    const complete = at >= this.#entries.length;
    return { changes, next: { base: complete ? at : state.base, position: at }, complete };
  }
}

function describe(id: string, track: Track, { base, position }: SyncPosition): FolderChange | null {
  if (track.deleted) return track.createdAt > position ? null : { id, kind: 'delete' };
  if (track.createdAt > base) return { id, kind: 'create' };
  return { id, kind: track.contentAt > base ? 'update' : 'read-flag' };
}
