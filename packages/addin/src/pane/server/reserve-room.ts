import type { BodyTag } from '../draft/room-block.ts';
import type { RoomAnswer } from '../state/pane-state.ts';
import { asRecord, callServer, languageTag, RefusedError, type ServerJson, textOf } from './call-server.ts';

/** What a room is asked for with. */
export interface RoomWish {
  readonly token: string;
  readonly draftKey: string;
  readonly bodyTags: readonly BodyTag[];
  readonly start: string | null;
  readonly replace: boolean;
  readonly language: string;
  /** See `ServerCall`. */
  readonly base?: string;
}

type Answer = Omit<RoomAnswer, 'onlyOwnTags'>;

/** Asks the edge for a room. Rejects with a RefusedError. */
export async function reserveRoom(wish: RoomWish): Promise<Answer> {
  const { token, draftKey, bodyTags, start, replace, language, base = '' } = wish;
  const body = {
    draft_key: draftKey,
    body_tags: bodyTags.slice(0, 20),
    start,
    replace,
    language: languageTag(language),
  };
  const answer = readAnswer(await callServer('reservations', { token, body, base }));
  if (answer === null) throw new RefusedError({ kind: 'unavailable' });
  return answer;
}

/** A newer server may say more; what the pane needs must be there. */
export function readAnswer(json: ServerJson): Answer | null {
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
