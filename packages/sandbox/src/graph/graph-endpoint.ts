import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxState } from '../sandbox-state.ts';
import { answerBatch } from './batch.ts';
import type { GraphApp } from './graph-apps.ts';
import { GraphError, toGraphError } from './graph-error.ts';
import type { GraphFault } from './graph-faults.ts';
import type { GraphAnswer, GraphRequest } from './graph-request.ts';
import { errorAnswer, GraphService } from './graph-service.ts';

const bodyLimit = 4 * 1024 * 1024;
const tokenPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/i;
const graphPath = /^\/graph\/v1\.0(\/.*)?$/i;

/** Serves Microsoft Graph v1.0 under `/graph/v1.0`, and tokens for it. */
export class GraphEndpoint {
  readonly #state: SandboxState;
  readonly #service: GraphService;

  constructor(state: SandboxState) {
    this.#state = state;
    this.#service = new GraphService({
      org: state.organization,
      graph: state.graph,
      link: (path) => `${state.settings.graph.linkBase ?? `${state.baseUrl}/graph/v1.0`}${path}`,
    });
  }

  /** Whether a path is one that this face serves. */
  serves(path: string): boolean {
    return graphPath.test(path) || tokenPath.test(path);
  }

  /** Answers one HTTP request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const now = this.#state.organization.clock.now();
    response.setHeader('Date', new Date(now).toUTCString());
    const text = await readBody(request);
    const [path = '/', ...rest] = (request.url ?? '/').split('?');
    const tenant = tokenPath.exec(path)?.[1];
    if (tenant !== undefined) {
      const { status, body } = await this.#state.graph.apps.answer(tenant, new URLSearchParams(text));
      send(response, { status, headers: { 'Cache-Control': 'no-store' }, body });
      return;
    }
    const url = [graphPath.exec(path)?.[1] ?? '/', ...rest].join('?');
    const { answer, fault } = await this.#answer(request, { url, text, now });
    deliver(response, answer, fault);
  }

  async #answer(
    request: IncomingMessage,
    { url, text, now }: { readonly url: string; readonly text: string; readonly now: number },
  ): Promise<{ readonly answer: GraphAnswer; readonly fault: GraphFault | null }> {
    try {
      const app = await this.#app(request);
      const parsed: GraphRequest = {
        method: request.method ?? 'GET',
        url,
        headers: plainHeaders(request),
        body: readJson(text),
      };
      if (parsed.method === 'POST' && /^\/\$batch$/i.test(url)) {
        const body = await answerBatch(parsed.body, {
          answer: (each) => this.#service.answer(each, { app, inBatch: true }),
          atOnce: this.#state.organization.switches.graphBatchOverLimit === 'queued' ? 4 : null,
        });
        return { answer: { status: 200, headers: {}, body }, fault: null };
      }
      const { fault, ...answer } = await this.#service.answer(parsed, { app, inBatch: false });
      return { answer, fault };
    } catch (error) {
      const refused = toGraphError(error);
      if (!refused) throw error;
      return { answer: errorAnswer(refused, now), fault: null };
    }
  }

  async #app(request: IncomingMessage): Promise<GraphApp> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const app = bearer === undefined ? null : await this.#state.graph.apps.find(bearer);
    if (app) return app;
    throw new GraphError(
      401,
      'InvalidAuthenticationToken',
      bearer === undefined ? 'Access token is empty.' : 'Lifetime validation failed, the token is expired.',
      {
        'WWW-Authenticate':
          'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
      },
    );
  }
}

function deliver(response: ServerResponse, answer: GraphAnswer, fault: GraphFault | null): void {
  switch (fault?.kind) {
    case 'reset':
    case 'lost-answer':
      response.socket?.destroy();
      return;
    case 'html':
      response.writeHead(502, { 'Content-Type': 'text/html' });
      response.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
      return;
    case 'not-json':
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"value":[');
      return;
    default:
      send(response, answer);
  }
}

function send(response: ServerResponse, { status, headers, body }: GraphAnswer): void {
  if (body === undefined) {
    response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'Content-Length': 0 }) });
    response.end();
    return;
  }
  const text = JSON.stringify(body);
  const type =
    'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= bodyLimit) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
