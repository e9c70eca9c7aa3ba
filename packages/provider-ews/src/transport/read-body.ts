import type { WireAnswer } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';

/** The most that an answer may weigh. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const LEAST_CHUNK_BYTES = 64;

/** Reads an answer's body as UTF-8 without its byte order mark. Rejects with EwsFailure `too-large`. */
export async function readBody(answer: WireAnswer, maxBytes = MAX_ANSWER_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      // A piece of one byte takes far more memory than that.
      size += Math.max(chunk.length, LEAST_CHUNK_BYTES);
      if (size > maxBytes) throw new EwsFailure('too-large', { maySent: true });
      chunks.push(chunk);
    }
  } catch (error) {
    answer.body.destroy();
    if (error instanceof EwsFailure) throw error;
    throw new EwsFailure('unreachable', { maySent: true, cause: error });
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

/** Reads what nobody wants, so that the connection can be used again; much of it costs the connection instead. */
export async function dropBody(answer: WireAnswer): Promise<void> {
  await readBody(answer, 1_000_000).catch(() => undefined);
}
