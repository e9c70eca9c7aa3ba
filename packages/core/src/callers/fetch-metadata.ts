import type { HttpClient } from '../egress/http.ts';
import { UnavailableError } from '../errors/vmrkit-error.ts';
import { SECOND_MS } from '../time/instant.ts';

/** Longest document of an issuer that is taken, and the time that it may take. */
export const METADATA_LIMITS = { maxBytes: 256 * 1_024, deadlineMs: 10 * SECOND_MS } as const;

/**
 * Fetches what an issuer publishes about itself or its keys. Rejects as the client does, and with UnavailableError
 * `ERR_TOKEN_KEYS_UNAVAILABLE` for any answer but 200.
 */
export async function fetchMetadata(url: URL, { fetch }: Pick<HttpClient, 'fetch'>): Promise<string> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (answer.status === 200) return answer.text();
  await answer.body?.cancel();
  throw new UnavailableError(`The metadata URL answers with status ${answer.status}.`, {
    code: 'ERR_TOKEN_KEYS_UNAVAILABLE',
  });
}
