import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Name of the operation inside the SOAP body. */
  readonly operation: string;
  /** Number of the connection it came on, from 1. */
  readonly connection: number;
}

/** A server on loopback that answers as a test says. */
export interface LoopbackServer {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** What a test answers with. */
export type LoopbackHandler = (
  request: SeenRequest,
  response: ServerResponse,
) => string | undefined | Promise<string | undefined>;

/** Starts a server. A text that the handler gives is sent as an XML answer with status 200. */
export async function loopbackServer(handler: LoopbackHandler): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  const connections = new WeakMap<object, number>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const entry = {
      headers: request.headers,
      body,
      operation: /Body><m:(\w+)/.exec(body)?.[1] ?? '',
      connection: connections.get(request.socket) ?? 0,
    };
    seen.push(entry);
    const answer = await handler(entry, response);
    if (answer === undefined) return;
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' });
    response.end(answer);
  });
  server.on('connection', (socket) => {
    count += 1;
    connections.set(socket, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
    port,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers everything alike. */
export function plain(status: number, body: string, headers: Record<string, string> = {}): LoopbackHandler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/xml', ...headers });
    response.end(body);
    return undefined;
  };
}
