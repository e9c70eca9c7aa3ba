import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdminApp } from './admin/admin-app.ts';
import { GraphEndpoint } from './graph/graph-endpoint.ts';
import { EwsEndpoint } from './http/ews-endpoint.ts';
import { type SandboxSettingsInput, sandboxSettingsSchema } from './sandbox-settings.ts';
import { SandboxState } from './sandbox-state.ts';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Port of the loopback listener; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address to listen on. Keep it on loopback: the admin API asks for no password. */
  readonly host?: string;
  /** PEM texts; with them the listener speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Everything else; see {@link sandboxSettingsSchema}. */
  readonly settings?: SandboxSettingsInput;
}

/** A running sandbox. */
export interface Sandbox {
  /** EWS address, ends with `/EWS/Exchange.asmx`. */
  readonly url: string;
  /** Microsoft Graph v1.0, ends with `/graph/v1.0`. */
  readonly graphUrl: string;
  /** Where `/{tenant}/oauth2/v2.0/token` gives tokens for it. */
  readonly authorityUrl: string;
  /** Base of the admin API, ends with `/admin`. */
  readonly adminUrl: string;
  /** Page of the simulated Outlook, ends with `/outlook/`. */
  readonly outlookUrl: string;
  /** Authentication metadata document of identity tokens. */
  readonly metadataUrl: string;
  /** Stops listening and ends all streams. */
  close(): Promise<void>;
}

const ewsPath = /^\/ews\/exchange\.asmx$/i;

/**
 * Starts a simulated Exchange on loopback.
 *
 * @example
 * const sandbox = await createSandbox({ settings: { record: true } });
 * const client = new SandboxClient(sandbox.adminUrl);
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', tls } = options;
  const state = new SandboxState(sandboxSettingsSchema.parse(options.settings ?? {}));
  const endpoint = new EwsEndpoint(state);
  const graph = new GraphEndpoint(state);
  const admin = createAdminApp(state);
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (graph.serves(path)) {
      graph.handle(request, response).catch(() => giveUp(request, response));
      return;
    }
    if (!ewsPath.test(path)) {
      admin(request, response);
      return;
    }
    endpoint.handle(request, response).catch(() => giveUp(request, response));
  };
  const server: Server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  state.baseUrl = `${tls ? 'https' : 'http'}://${host}:${bound.port}`;
  return {
    url: `${state.baseUrl}/EWS/Exchange.asmx`,
    graphUrl: `${state.baseUrl}/graph/v1.0`,
    authorityUrl: state.baseUrl,
    adminUrl: `${state.baseUrl}/admin`,
    outlookUrl: `${state.baseUrl}/outlook/`,
    metadataUrl: `${state.baseUrl}/autodiscover/metadata/json/1`,
    close: () =>
      new Promise((resolve) => {
        state.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function giveUp(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    request.socket.destroy();
    return;
  }
  response.writeHead(500, { 'Content-Type': 'text/plain' });
  response.end('Internal Server Error');
}
