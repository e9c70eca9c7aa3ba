import type { Request, Response } from 'express';

const MAX_BYTES = 64 * 1_024;
/** What of a refused body is still thrown away, so that a client which sends all of it first hears the refusal. */
const DISCARD_BYTES = 1_024 * 1_024;
const DISCARD_MS = 5_000;

/** A body that is not read; `type` and `status` say why, as `problemOf` reads them. */
class BodyError extends Error {
  readonly type: string;
  readonly status = 400;

  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

/**
 * Reads a body of at most 64 KB, or `maxBytes`, in UTF-8; empty without one. What is too large is refused before it is read: by its
 * Content-Length, else where it passes the limit.
 */
export async function readBody(
  request: Request,
  response: Response,
  { maxBytes = MAX_BYTES }: { readonly maxBytes?: number } = {},
): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  if (length === undefined && chunked === undefined) return Buffer.alloc(0);
  const fault = headerFault(request, maxBytes);
  if (fault !== null) {
    discard(request, response);
    throw fault;
  }
  if (isAsking(request)) response.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      request.off('data', onData);
      discard(request, response);
      reject(new BodyError('entity.too.large'));
    };
    request.on('data', onData);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    // An error records its stack, which is too much work for every request that ended well.
    request.on('close', () => request.readableEnded || reject(new BodyError('request.aborted')));
  });
}

function headerFault({ headers }: Request, maxBytes: number): BodyError | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return new BodyError('encoding.unsupported');
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '') ?? [];
  if (!/^utf-?8$/i.test(charset)) return new BodyError('charset.unsupported');
  return Number(headers['content-length'] ?? 0) > maxBytes ? new BodyError('entity.too.large') : null;
}

/** Whether the client sends its body only once it was told to (RFC 9110, 10.1.1). */
function isAsking({ headers }: Request): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

/** Cutting at once would take the answer away from a client that is still sending. */
function discard(request: Request, response: Response): void {
  if (isAsking(request)) {
    response.set('Connection', 'close');
    return;
  }
  let size = 0;
  const cut = () => request.socket.destroy();
  const late = setTimeout(cut, DISCARD_MS);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > DISCARD_BYTES) cut();
  });
  request.once('end', () => clearTimeout(late));
  request.once('close', () => clearTimeout(late));
}

/** The value of a JSON body; undefined without a body. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    throw new BodyError('entity.parse.failed');
  }
}

/** A body as text. */
export function parseText(bytes: Uint8Array): string {
  try {
    return textOf(bytes);
  } catch {
    throw new BodyError('charset.unsupported');
  }
}

/** The fields of a form; of several of one name the last. Undefined without a body. */
export function parseForm(bytes: Uint8Array): Readonly<Record<string, string>> | undefined {
  if (bytes.length === 0) return undefined;
  try {
    return Object.fromEntries(new URLSearchParams(textOf(bytes)));
  } catch {
    throw new BodyError('charset.unsupported');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
