import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Number of the connection it came on, from 1. */
  readonly connection: number;
}

/** A server on loopback that answers as a test says. */
export interface LoopbackServer {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  /** How many connections were opened, used or not. */
  connections(): number;
  close(): Promise<void>;
}

/** What a test answers with. */
export type LoopbackHandler = (request: SeenRequest, response: ServerResponse) => void;

/** Starts a server, with TLS where there is a certificate. */
export async function loopbackServer(
  handler: LoopbackHandler,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  const numbers = new WeakMap<Socket, number>();
  let count = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    const one = { method, path, headers, body, connection: numbers.get(request.socket) ?? 0 };
    seen.push(one);
    handler(one, response);
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  server.on(tls === null ? 'connection' : 'secureConnection', (socket: Socket) => {
    count += 1;
    numbers.set(socket, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => count,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
