import { type HttpClient, UnavailableError } from '@vmrkit/core';

/**
 * Fetches a metadata document. Rejects as the client does, and with UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE`
 * for any other answer.
 */
export async function fetchMetadata(url: URL, { fetch }: Pick<HttpClient, 'fetch'>): Promise<string> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (answer.status === 200) return answer.text();
  await answer.body?.cancel();
  throw new UnavailableError(`The metadata URL answers with status ${answer.status}.`, {
    code: 'ERR_TOKEN_KEYS_UNAVAILABLE',
  });
}
