import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { codeOf, HttpError, SECOND_MS, VmrKitError } from '@vmrkit/core';
import { buildConnector } from 'undici';
import type { EgressResolver } from '../egress/egress-resolver.ts';
import { mayOpenFiles, saysFileLimit } from './file-limit.ts';

/** Longest time for a connection with its TLS; where other addresses are left to be tried, they get their turn sooner. */
const CONNECT_MS = 10 * SECOND_MS;
const EARLY_CONNECT_MS = 3 * SECOND_MS;

/** What connections are opened with. */
export interface ConnectorOptions {
  readonly egress: EgressResolver;
  readonly trust: Trust;
}

/** Authorities that TLS trusts; without `ca` the usual ones. */
export interface Trust {
  readonly ca?: string[];
}

/** PEM of certificate authorities that are trusted besides the usual ones; null: those alone. */
export function trustOf(caCertificates: string | null): Trust {
  return caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] };
}

/**
 * Opens sockets at the addresses that egress names, one after the other, and at no others. The certificate is held
 * against the name in the URL. Fails with HttpError that says `no` request was sent, or as egress does.
 */
export function pinnedConnector({ egress, trust }: ConnectorOptions): buildConnector.connector {
  const open = (timeout: number): ((target: buildConnector.Options) => Promise<Socket>) => {
    // A resumed TLS session tells no certificate, to which NTLM must bind.
    const connect = buildConnector({ timeout, maxCachedSessions: 0, ...trust });
    return (target) =>
      new Promise((resolve, reject) => {
        connect(target, (error, socket) => (error ? reject(error) : resolve(socket)));
      });
  };
  const openEarly = open(EARLY_CONNECT_MS);
  const openLast = open(CONNECT_MS);
  const connect = async (target: buildConnector.Options): Promise<Socket> => {
    const url = new URL(`${target.protocol}//${target.host}`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = await egress.resolve(url);
    let failure: unknown = null;
    for (const [place, { address }] of addresses.entries()) {
      const tryOpen = place === addresses.length - 1 ? openLast : openEarly;
      try {
        return await tryOpen({ ...target, hostname: address, host, servername: serverName(host) });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
  return (target, callback) => {
    connect(target).then(
      (socket) => callback(null, socket),
      async (error: unknown) => callback(await connectFailure(error), null),
    );
  };
}

/** What a connection that could not be opened is told as. */
export async function connectFailure(error: unknown): Promise<Error> {
  if (saysFileLimit(error) || (codeOf(error) === 'ERR_EGRESS_REFUSED' && !(await mayOpenFiles()))) {
    return new HttpError(
      'This process has run out of file descriptors, so it can open no connection: raise its limit (ulimit -n, or LimitNOFILE= of the service) and restart it.',
      { code: 'ERR_PROCESS_FILE_LIMIT', sent: 'no', cause: error },
    );
  }
  if (VmrKitError.is(error)) return error;
  if (isCertificateFault(error)) {
    return new HttpError('The certificate of the server is not trusted.', {
      code: 'ERR_HTTP_CERTIFICATE',
      sent: 'no',
      cause: error,
    });
  }
  return new HttpError('The server cannot be reached.', {
    code: 'ERR_HTTP_UNREACHABLE',
    sent: 'no',
    cause: error,
  });
}

/** Codes of OpenSSL's verification and of Node's check of the name. */
function isCertificateFault(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  return typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code);
}

/** SNI and certificate checks go by name; an address literal has none (RFC 6066 section 3). */
export function serverName(host: string): string {
  return /^[\d.]+$/.test(host) || host.includes(':') ? '' : host;
}
