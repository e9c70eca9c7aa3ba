import { type Instant, instant, type WireAnswer } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import { bodyOf, serverVersionOf } from '../soap/envelope.ts';
import { cleanXml } from '../soap/xml-text.ts';
import { parseXml, type XmlElement } from '../soap/xml-tree.ts';
import { dropBody, readBody } from './read-body.ts';

/** An answer that was understood. */
export interface EwsAnswer {
  /** The element inside the SOAP body. */
  readonly body: XmlElement;
  /** The whole answer, clean and well-formed. */
  readonly text: string;
  readonly serverVersion: string | null;
  /** Wall time of the server, from the `Date` header. */
  readonly serverTime: Instant | null;
}

/** Reads an answer whole. Rejects with EwsFailure for everything but a SOAP answer without fault. */
export async function readAnswer(answer: WireAnswer): Promise<EwsAnswer> {
  await checkStatus(answer);
  const text = cleanXml(await readBody(answer));
  let envelope: XmlElement;
  try {
    envelope = parseXml(text);
  } catch (error) {
    if (answer.status !== 200) throw httpFailure(answer.status);
    throw unreadable(answer, error);
  }
  const body = bodyOf(envelope);
  if (answer.status !== 200) throw httpFailure(answer.status);
  return { body, text, serverVersion: serverVersionOf(envelope), serverTime: dateOf(answer) };
}

/** Rejects for each status that stands for itself; 200 and 500 have a body to be read. */
export async function checkStatus(answer: WireAnswer): Promise<void> {
  const { status } = answer;
  if (status === 200 || status === 500) return;
  await dropBody(answer);
  throw statusFailure(answer);
}

function statusFailure(answer: WireAnswer): EwsFailure {
  const { status } = answer;
  if (status === 401) return new EwsFailure('sign-in', { maySent: false });
  if (status === 403) return new EwsFailure('forbidden', { maySent: false });
  if (status === 503 || status === 429) {
    const retryAfterMs = retryAfterOf(answer);
    return new EwsFailure('throttled', {
      maySent: false,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }
  if (status > 500) return new EwsFailure('unreachable', { maySent: true });
  return new EwsFailure('not-ews', { maySent: false });
}

/** `Retry-After` (RFC 9110 section 10.2.3): seconds, or a moment by the server's own clock. */
function retryAfterOf(answer: WireAnswer): number | null {
  const text = header(answer, 'retry-after');
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000;
  const left = Date.parse(text) - Date.parse(header(answer, 'date'));
  return Number.isNaN(left) ? null : left;
}

function httpFailure(status: number): EwsFailure {
  return new EwsFailure('response', { responseCode: `Http${status}`, maySent: true });
}

function unreadable(answer: WireAnswer, cause: unknown): EwsFailure {
  if (/html/i.test(header(answer, 'content-type')))
    return new EwsFailure('not-ews', { maySent: false, cause });
  return new EwsFailure('malformed', { maySent: true, cause });
}

/** Wall time of the server, from the `Date` header; null: it told none. */
export function dateOf(answer: WireAnswer): Instant | null {
  const milliseconds = Date.parse(header(answer, 'date'));
  return Number.isNaN(milliseconds) ? null : instant(milliseconds);
}

function header(answer: WireAnswer, name: string): string {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
