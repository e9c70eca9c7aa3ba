import { request } from 'node:http';
import type { Socket } from 'node:net';
import { HttpError, SECOND_MS } from '@vmrkit/core';
import { buildConnector } from 'undici';
import type { EgressResolver } from '../egress/egress-resolver.ts';
import { connectFailure, serverName, type Trust } from './pinned-connector.ts';
import { passesBy, type WebProxy } from './web-proxy.ts';

/** Longest time for each of: reaching the proxy, its answer, TLS through it. */
const STEP_MS = 10 * SECOND_MS;

/** What connections through a proxy are opened with. */
export interface ProxiedConnectorOptions {
  readonly proxy: WebProxy;
  readonly egress: EgressResolver;
  readonly trust: Trust;
  /** Opens what passes the proxy by. */
  readonly direct: buildConnector.connector;
}

/**
 * Opens sockets through a web proxy, each a tunnel of its own (CONNECT, RFC 9110 section 9.3.6) with the target's TLS
 * inside it. What is not https and what passes by goes directly. Fails as the pinned connector does, and with
 * `ERR_HTTP_PROXY_…` where the proxy is the reason.
 */
export function proxiedConnector(options: ProxiedConnectorOptions): buildConnector.connector {
  const { proxy, egress, trust, direct } = options;
  const openTls = opener({ timeout: STEP_MS, maxCachedSessions: 0, ...trust });
  const tunnelTo = async (target: buildConnector.Options, url: URL): Promise<Socket> => {
    await egress.permit(url, { ports: proxy.ports });
    const socket = await openTunnel(proxy, `${url.hostname}:${url.port === '' ? 443 : url.port}`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    try {
      return await openTls({ ...target, host, servername: serverName(host), httpSocket: socket });
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
  return (target, callback) => {
    const url = new URL(`${target.protocol}//${target.host}`);
    // No plain http leaves this machine, so there is nothing of it to be sent to a proxy.
    if (url.protocol !== 'https:' || passesBy(proxy.noProxy, url)) {
      direct(target, callback);
      return;
    }
    tunnelTo(target, url).then(
      (socket) => callback(null, socket),
      async (error: unknown) => callback(await connectFailure(error), null),
    );
  };
}

async function openTunnel(proxy: WebProxy, authority: string): Promise<Socket> {
  const { protocol, hostname, port } = proxy.url;
  const openProxy = opener({ timeout: STEP_MS });
  const toProxy = await openProxy({
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    host: proxy.url.host,
    port: port === '' ? (protocol === 'https:' ? '443' : '80') : port,
    servername: serverName(hostname.replace(/^\[|\]$/g, '')),
  }).catch((cause: unknown) => {
    throw proxyError('The web proxy cannot be reached.', 'ERR_HTTP_PROXY_UNREACHABLE', cause);
  });
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      toProxy.destroy();
      reject(error);
    };
    const asking = request({
      createConnection: () => toProxy,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      timeout: STEP_MS,
    });
    asking.on('connect', ({ statusCode = 0 }, socket, head) => {
      socket.setTimeout(0);
      // Nothing of the target may come before it was spoken to.
      if (statusCode >= 200 && statusCode < 300 && head.length === 0) resolve(socket as Socket);
      else fail(refusalOf(statusCode));
    });
    asking.on('response', ({ statusCode = 0 }) => fail(refusalOf(statusCode)));
    asking.on('timeout', () => fail(refusalOf('timeout')));
    asking.on('error', (cause) =>
      fail(proxyError('The web proxy gives no answer.', 'ERR_HTTP_PROXY_UNREACHABLE', cause)),
    );
    asking.end();
  });
}

function authorization({ credentials }: WebProxy): Record<string, string> {
  if (credentials === null) return {};
  const { username, password } = credentials;
  const text = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return { 'proxy-authorization': `Basic ${text}` };
}

function refusalOf(status: number | 'timeout'): HttpError {
  const cause = new Error(`The proxy answered CONNECT with ${status}.`);
  if (status === 407) {
    return proxyError('The web proxy does not accept our sign-in.', 'ERR_HTTP_PROXY_SIGN_IN', cause);
  }
  // Of the target the status could tell a tenant more than a direct call would.
  return proxyError('The web proxy opens no way to the server.', 'ERR_HTTP_PROXY_REFUSED', cause);
}

function proxyError(message: string, code: string, cause: unknown): HttpError {
  return new HttpError(message, { code, sent: 'no', cause });
}

function opener(options: buildConnector.BuildOptions) {
  const connect = buildConnector(options);
  return (target: buildConnector.Options): Promise<Socket> =>
    new Promise((resolve, reject) => {
      connect(target, (error, socket) => (error ? reject(error) : resolve(socket)));
    });
}
