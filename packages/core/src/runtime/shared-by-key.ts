/** One user's hold on what several share. */
export interface Hold<T> {
  readonly value: T;
  /** Lets go; whoever lets go last waits until it is closed. May be called again, and does nothing then. */
  release(): Promise<void>;
}

/** What several share by a key: made for its first user, closed behind its last. */
export class SharedByKey<T extends { close(): Promise<void> }> {
  readonly #shared = new Map<string, { readonly value: T; users: number }>();

  /** The value of a key, made where nobody holds one. */
  hold(key: string, make: () => T): Hold<T> {
    const shared = this.#shared.get(key) ?? { value: make(), users: 0 };
    this.#shared.set(key, shared);
    shared.users += 1;
    let released = false;
    return {
      value: shared.value,
      release: async () => {
        if (released) return;
        released = true;
        shared.users -= 1;
        if (shared.users > 0) return;
        this.#shared.delete(key);
        await shared.value.close();
      },
    };
  }
}
