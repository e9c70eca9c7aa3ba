import {
  type Clock,
  type HttpClient,
  type PersonalRoom,
  type RoomSource,
  UnavailableError,
} from '@vmrkit/core';
import { conferencePageSchema, toPersonalRoom } from './conference-list.ts';
import type { PexipRoomsSettings } from './pexip-rooms-settings.ts';

const CONFERENCES = '/api/admin/configuration/v1/conference/';
const PAGE = 100;
/** Nobody owns as many rooms as these hold; a platform that goes on is not followed. */
const MOST_PAGES = 10;
/** Within which the last page must have been asked for. */
const PATIENCE_MS = 8_000;
const OWNER = 'primary_owner_email_address';

/** What a source works with. */
export interface PexipRoomSourceOptions {
  readonly settings: PexipRoomsSettings;
  readonly client: Pick<HttpClient, 'fetch' | 'close'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/**
 * The rooms of Pexip Infinity whose primary owner somebody is, read through the management API (configuration, version 1).
 * Changes nothing there. Owners are compared without regard to case; a platform whose filter cannot do that is asked for the
 * address as it stands.
 */
export class PexipRoomSource implements RoomSource {
  readonly #options: PexipRoomSourceOptions;

  constructor(options: PexipRoomSourceOptions) {
    this.#options = options;
  }

  async roomsOf(
    owner: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly PersonalRoom[]> {
    const { owner_domains: domains } = this.#options.settings;
    const domain = owner.toLowerCase().split('@')[1] ?? '';
    if (domain === '' || (domains.length > 0 && !domains.includes(domain))) return [];
    const answer = await this.#ask({ [`${OWNER}__iexact`]: owner }, signal);
    if (answer.status !== 400)
      return this.#rooms(owner, { first: answer, filter: `${OWNER}__iexact`, signal });
    await answer.body?.cancel();
    const exact = await this.#ask({ [OWNER]: owner }, signal);
    return this.#rooms(owner, { first: exact, filter: OWNER, signal });
  }

  close(): Promise<void> {
    return this.#options.client.close();
  }

  async #rooms(
    owner: string,
    {
      first,
      filter,
      signal,
    }: { readonly first: Response; readonly filter: string; readonly signal: AbortSignal | undefined },
  ): Promise<readonly PersonalRoom[]> {
    const { clock } = this.#options;
    const late = clock.monotonicMs() + PATIENCE_MS;
    const rooms: PersonalRoom[] = [];
    let answer = first;
    let offset = 0;
    for (let pages = 1; ; pages += 1) {
      const { meta, objects } = await readPage(answer);
      rooms.push(...objects.flatMap((conference) => toPersonalRoom(conference, owner) ?? []));
      // Where the next page is, the source says itself: the platform's link could lead elsewhere.
      offset += objects.length;
      if (meta.next === null || objects.length === 0) return rooms;
      if (pages === MOST_PAGES || clock.monotonicMs() > late)
        throw unreadable('has more pages than anybody has rooms');
      answer = await this.#ask({ [filter]: owner, offset: String(offset) }, signal);
    }
  }

  #ask(query: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<Response> {
    const { settings, client } = this.#options;
    const url = new URL(CONFERENCES, settings.management_url);
    url.search = new URLSearchParams({ ...query, limit: String(PAGE) }).toString();
    const credentials = Buffer.from(`${settings.username}:${settings.password}`).toString('base64');
    const headers = { accept: 'application/json', authorization: `Basic ${credentials}` };
    return client.fetch(url, { headers, ...(signal === undefined ? {} : { signal }) });
  }
}

async function readPage(answer: Response) {
  if (answer.status === 200) {
    const page = conferencePageSchema.safeParse(await readJson(answer));
    if (page.success) return page.data;
    throw unreadable('is no list of conferences');
  }
  await answer.body?.cancel();
  if (answer.status === 401 || answer.status === 403) {
    throw new UnavailableError('The management API refuses the account.', {
      code: 'ERR_PEXIP_ROOMS_REFUSED',
    });
  }
  throw unreadable(`has status ${answer.status}`);
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreadable(what: string): UnavailableError {
  return new UnavailableError(`The answer of the management API ${what}.`, {
    code: 'ERR_PEXIP_ROOMS_ANSWER',
  });
}
