import type { ListedRooms } from '../state/pane-state.ts';
import { asRecord, callServer, languageTag, RefusedError, type ServerJson, textOf } from './call-server.ts';

/** Who asks, and in which language. */
export interface PersonalAsk {
  /** The add-in's token, or the bearer of a sign-in. */
  readonly token: string;
  readonly language: string;
}

/** What goes into a meeting for a personal room. */
export interface PersonalText {
  readonly html: string;
  readonly location: string;
}

/** The rooms of who asks. Rejects with a RefusedError. */
export async function listRooms(ask: PersonalAsk): Promise<ListedRooms> {
  const rooms = readRooms(await callServer(`personal_vmrs${queryOf(ask)}`, { token: ask.token }));
  if (rooms === null) throw new RefusedError({ kind: 'unavailable' });
  return rooms;
}

/** The texts of a room of who asks. Rejects with a RefusedError. */
export async function renderRoom(id: string, ask: PersonalAsk): Promise<PersonalText> {
  const path = `personal_vmrs/${encodeURIComponent(id)}${queryOf(ask)}`;
  const { html, location } = await callServer(path, { token: ask.token });
  if (typeof html !== 'string' || html === '') throw new RefusedError({ kind: 'unavailable' });
  return { html, location: textOf(location) };
}

/** A newer server may say more; what the pane needs must be there. */
function readRooms(json: ServerJson): ListedRooms | null {
  if (!Array.isArray(json.rooms)) return null;
  const rooms = json.rooms.map(asRecord).flatMap((room) => {
    const id = textOf(room?.id);
    return id === '' ? [] : [{ id, name: textOf(room?.name), description: textOf(room?.description) }];
  });
  return { account: textOf(json.account), email: textOf(json.email), rooms };
}

function queryOf({ language }: PersonalAsk): string {
  const tag = languageTag(language);
  return tag === null ? '' : `?language=${tag}`;
}
