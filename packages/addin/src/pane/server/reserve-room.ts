import type { BodyTag } from '../draft/room-block.ts';
import { PANE_PROTOCOL } from '../pane-config.ts';
import type { Failure, RoomAnswer } from '../state/pane-state.ts';

/** Longest wait for the edge, which answers within 5 s also while no manager does. */
const DEADLINE_MS = 12_000;

/** What a room is asked for with. */
export interface RoomWish {
  readonly token: string;
  readonly draftKey: string;
  readonly bodyTags: readonly BodyTag[];
  readonly start: string | null;
  readonly replace: boolean;
  readonly language: string;
}

/** The server's refusal, or its silence. */
export class RefusedError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.name = 'RefusedError';
    this.failure = failure;
  }
}

type Answer = Omit<RoomAnswer, 'onlyOwnTags'>;

/** Asks the edge for a room. Its address is relative to the page, whatever host a proxy shows. Rejects with a RefusedError. */
export async function reserveRoom(wish: RoomWish): Promise<Answer> {
  const { token, draftKey, bodyTags, start, replace, language } = wish;
  const response = await fetch('reservations', {
    method: 'POST',
    credentials: 'omit',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-vmrkit-pane': String(PANE_PROTOCOL),
    },
    body: JSON.stringify({
      draft_key: draftKey,
      body_tags: bodyTags.slice(0, 20),
      start,
      replace,
      language: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,6}$/.test(language) ? language : null,
    }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch(() => null);
  const json = asRecord(await response?.json().catch(() => null));
  if (response === null || json === null) throw new RefusedError({ kind: 'unavailable' });
  if (!response.ok) throw new RefusedError(refusal(response.status, json));
  const answer = readAnswer(json);
  if (answer === null) throw new RefusedError({ kind: 'unavailable' });
  return answer;
}

/** What a problem of the server means for whoever pressed the button. */
export function refusal(status: number, problem: Readonly<Record<string, unknown>>): Failure {
  const [code, reference] = [textOf(problem.code), textOf(problem.correlation_id)];
  if (code === 'ERR_PANE_OUTDATED') return { kind: 'outdated' };
  if (status === 429) return { kind: 'too-many', reference };
  if (status >= 500) return { kind: 'unavailable' };
  return { kind: 'refused', code, reference };
}

/** A newer server may say more; what the pane needs must be there. */
export function readAnswer(json: Readonly<Record<string, unknown>>): Answer | null {
  const kind = (['reserved', 'deferred', 'already', 'ask'] as const).find((each) => each === json.kind);
  const mailbox = asRecord(json.mailbox);
  if (kind === undefined || mailbox === null || typeof json.html !== 'string') return null;
  return {
    kind,
    html: json.html,
    location: textOf(json.location),
    replaces: json.replaces === true,
    mailbox: { name: textOf(mailbox.name), email: textOf(mailbox.email) },
    alias: /\bsips?:([^\s"'<>?;&]+)/i.exec(json.html)?.[1] ?? '',
    reference: textOf(json.correlation_id),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
