import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** Speaks IMAP (RFC 3501), one command after the other. */
export class ImapConversation {
  readonly #socket: Socket;
  #received = '';
  #commands = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      this.#received += chunk;
    });
  }

  /** Connects to a server on loopback. */
  static async open(port: number): Promise<ImapConversation> {
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    return new ImapConversation(socket);
  }

  /** Sends a command and gives all that the server says until it is done. Throws where the server does not say OK. */
  async say(command: string): Promise<string> {
    this.#commands += 1;
    const tag = `a${this.#commands}`;
    const done = new RegExp(`^${tag} (OK|NO|BAD) .*$`, 'm');
    this.#received = '';
    this.#socket.write(`${tag} ${command}\r\n`);
    for (;;) {
      const [line, status] = done.exec(this.#received) ?? [];
      if (status === 'OK') return this.#received;
      if (line !== undefined) throw new Error(`${command}: ${line}`);
      await once(this.#socket, 'data');
    }
  }

  /** Ends the conversation. */
  close(): void {
    this.#socket.destroy();
  }
}
