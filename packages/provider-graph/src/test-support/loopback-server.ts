import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a test answers with: status, JSON, and headers; or what it did to the answer itself. */
export type LoopbackHandler = (
  request: SeenRequest,
  response: ServerResponse,
) =>
  | { readonly status?: number; readonly json?: unknown; readonly headers?: Record<string, string> }
  | undefined
  | Promise<undefined>;

/** A stand-in for Graph and for the token endpoint. */
export interface LoopbackServer {
  readonly url: string;
  /** What reached Graph, in order. */
  readonly seen: SeenRequest[];
  /** How many tokens were given out. */
  readonly tokens: () => number;
  close(): Promise<void>;
}

/** Starts a server; the handler answers for Graph, and for the token endpoint too if it is given as `token`. */
export async function loopbackServer(
  handler: LoopbackHandler,
  { token = defaultToken }: { readonly token?: LoopbackHandler } = {},
): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  let tokens = 0;
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const entry = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const asksToken = entry.path.endsWith('/oauth2/v2.0/token');
    if (asksToken) tokens += 1;
    else seen.push(entry);
    const answer = await (asksToken ? token : handler)(entry, response);
    if (!answer) return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.json === undefined ? '' : JSON.stringify(answer.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    tokens: () => tokens,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let count = 0;

const defaultToken: LoopbackHandler = () => {
  count += 1;
  return { json: { token_type: 'Bearer', expires_in: 3_600, access_token: `token-${count}` } };
};
