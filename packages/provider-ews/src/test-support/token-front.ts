import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An Exchange that takes tokens, and the token endpoint that gives them out, at one loopback address. */
export interface TokenFront {
  /** EWS address. */
  readonly url: string;
  readonly origin: string;
  /** Forms that the token endpoint was sent, oldest first, and on which path. */
  readonly asked: readonly { readonly path: string; readonly form: URLSearchParams }[];
  /** How often Exchange refused a token. */
  refused(): number;
  /** Answers of the token endpoint from now on; null: a fresh token each time. */
  answerWith(
    answer: ((form: URLSearchParams) => { readonly status: number; readonly json: unknown }) | null,
  ): void;
  /** A token that Exchange takes. */
  goodToken(): string;
  /** Exchange takes none of the tokens that were given out. */
  revoke(): void;
  close(): Promise<void>;
}

/** Stands before an EWS server that knows Basic authentication: a good token becomes these credentials. */
export async function startTokenFront(
  ewsUrl: string,
  account: { readonly username: string; readonly password: string },
): Promise<TokenFront> {
  const asked: { readonly path: string; readonly form: URLSearchParams }[] = [];
  const basic = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
  const good = new Set<string>();
  let refused = 0;
  let script: Parameters<TokenFront['answerWith']>[0] = null;
  const goodToken = () => {
    const token = `token-${asked.length}`;
    good.add(token);
    return token;
  };
  const fresh = () => ({
    status: 200,
    json: { token_type: 'Bearer', access_token: goodToken(), expires_in: 3_599 },
  });
  const giveToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push({ path: request.url ?? '', form });
    const { status, json } = script === null ? fresh() : script(form);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  };
  const server = createServer((request, response) => {
    if (request.url?.includes('/token')) {
      void giveToken(request, response);
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !good.has(token)) {
      refused += 1;
      request.resume();
      response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-length': 0 }).end();
      return;
    }
    const behind = forward(
      ewsUrl,
      { method: request.method ?? 'GET', headers: { ...request.headers, authorization: basic } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    behind.on('error', () => response.destroy());
    response.on('close', () => behind.destroy());
    request.pipe(behind);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/EWS/Exchange.asmx`,
    origin,
    asked,
    refused: () => refused,
    answerWith: (answer) => {
      script = answer;
    },
    goodToken,
    revoke: () => good.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
