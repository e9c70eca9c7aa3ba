import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import {
  type EgressResolver,
  type PinnedAddress,
  SECOND_MS,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';

/** Longest document that is taken, in bytes. */
const MAX_BYTES = 256 * 1_024;
const DEADLINE_MS = 10 * SECOND_MS;
/** Makes `node:net` try all addresses; each but the last may take so long to be connected to. */
const ONE_AFTER_THE_OTHER = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2 * SECOND_MS };

/** What a metadata document is fetched with. */
export interface FetchMetadataOptions {
  readonly egress: EgressResolver;
  /** PEM of certificate authorities that are trusted besides the usual ones; null: those alone. */
  readonly caCertificates: string | null;
  /** Longest time that it may take in all; 10 s by default. */
  readonly deadlineMs?: number;
}

/**
 * Fetches a metadata document: at the addresses that egress names and no others, without following redirects, at
 * most 256 KB in 10 seconds. Rejects with UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE`, or as egress does.
 */
export async function fetchMetadata(url: URL, options: FetchMetadataOptions): Promise<string> {
  const { egress, deadlineMs = DEADLINE_MS } = options;
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const addresses = await Promise.race([egress.resolve(url), aborted(signal)]);
    return await get(url, { addresses, signal, caCertificates: options.caCertificates });
  } catch (cause) {
    if (VmrKitError.is(cause)) throw cause;
    throw unavailable('The authentication metadata document cannot be fetched.', cause);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

interface GetOptions extends Pick<FetchMetadataOptions, 'caCertificates'> {
  readonly addresses: readonly PinnedAddress[];
  readonly signal: AbortSignal;
}

function get(url: URL, { addresses, signal, caCertificates }: GetOptions): Promise<string> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const ca = caCertificates === null ? {} : { ca: [...rootCertificates, caCertificates] };
  return new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        signal,
        agent: false,
        headers: { accept: 'application/json' },
        ...ONE_AFTER_THE_OTHER,
        lookup: (_host, _options, done) => done(null, [...addresses]),
        ...ca,
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          parts.push(part);
          if (length > MAX_BYTES) response.destroy(new RangeError('The document is too large.'));
        });
        response.on('error', reject);
        response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
        if (response.statusCode !== 200) {
          response.destroy(unavailable(`The metadata URL answers with status ${response.statusCode}.`));
        }
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

function unavailable(message: string, cause?: unknown): UnavailableError {
  return new UnavailableError(message, { code: 'ERR_TOKEN_KEYS_UNAVAILABLE', cause });
}
