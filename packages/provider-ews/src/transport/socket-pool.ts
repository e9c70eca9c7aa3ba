import { EwsFailure } from '../errors/ews-failure.ts';
import { PinnedSocket, type PinnedSocketOptions } from './pinned-socket.ts';

/** The connections of an account at one address. How many are in use at a time is the budget's matter. */
export class SocketPool {
  readonly #options: PinnedSocketOptions;
  readonly #idle: PinnedSocket[] = [];
  readonly #busy = new Set<PinnedSocket>();
  #closed = false;

  constructor(options: PinnedSocketOptions) {
    this.#options = options;
  }

  /** A connection that nobody uses, kept from an earlier call where there is one. Throws EwsFailure `closed`. */
  take(): PinnedSocket {
    const socket = this.#idle.pop() ?? this.open();
    this.#busy.add(socket);
    return socket;
  }

  /** A connection of its own, for a stream. Throws EwsFailure `closed`. */
  open(): PinnedSocket {
    if (this.#closed) throw new EwsFailure('closed', { maySent: false });
    const socket = new PinnedSocket(this.#options);
    this.#busy.add(socket);
    return socket;
  }

  /** Takes back what was taken. */
  give(socket: PinnedSocket): void {
    if (this.#busy.delete(socket)) this.#idle.push(socket);
  }

  /** Cuts a connection. */
  async drop(socket: PinnedSocket): Promise<void> {
    this.#busy.delete(socket);
    await socket.destroy();
  }

  /** Cuts all connections; running calls fail. */
  async close(): Promise<void> {
    this.#closed = true;
    const sockets = [...this.#idle.splice(0), ...this.#busy];
    this.#busy.clear();
    await Promise.all(sockets.map((socket) => socket.destroy()));
  }
}
