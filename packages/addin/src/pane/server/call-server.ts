import { PANE_PROTOCOL } from '../pane-config.ts';
import type { Failure } from '../state/pane-state.ts';

/** Longest wait for the edge, which answers within 5 s also while no manager does. */
const DEADLINE_MS = 12_000;

/** An answer of the server, or a problem that it tells. */
export type ServerJson = Readonly<Record<string, unknown>>;

/** The server's refusal, or its silence. */
export class RefusedError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.name = 'RefusedError';
    this.failure = failure;
  }
}

/** What is asked of the server. */
export interface ServerCall {
  readonly token: string | null;
  /** Left out: the call only reads. */
  readonly body?: object;
  /** From the page to the folder of the pane; left out: the page is the pane's. */
  readonly base?: string;
}

/** Asks the edge. `path` is relative to the page, whatever host a proxy shows. Rejects with a RefusedError. */
export async function callServer(path: string, { token, body, base = '' }: ServerCall): Promise<ServerJson> {
  const response = await fetch(`${base}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    credentials: 'omit',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      'x-vmrkit-pane': String(PANE_PROTOCOL),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch(() => null);
  const json = asRecord(await response?.json().catch(() => null));
  if (response === null || json === null) throw new RefusedError({ kind: 'unavailable' });
  if (!response.ok) throw new RefusedError(refusal(response.status, json));
  return json;
}

/** What a problem of the server means for whoever pressed the button. */
export function refusal(status: number, problem: ServerJson): Failure {
  const [code, reference] = [textOf(problem.code), textOf(problem.correlation_id)];
  if (code === 'ERR_PANE_OUTDATED') return { kind: 'outdated' };
  if (status === 429) return { kind: 'too-many', reference };
  if (status >= 500) return { kind: 'unavailable' };
  return { kind: 'refused', code, reference };
}

/** A language tag that the server takes; null for what is none. */
export function languageTag(language: string): string | null {
  return /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,6}$/.test(language) ? language : null;
}

/** An object of an answer; null for anything else. */
export function asRecord(value: unknown): ServerJson | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** A text of an answer; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
