import {
  type ChangeBatch,
  DAY_MS,
  type Instant,
  instant,
  type LogFields,
  type SenderHint,
  shift,
} from '@vmrkit/core';
import { z } from 'zod';
import type { GraphObject, GraphPage } from '../client/graph-client.ts';
import { isTooSlow, meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { DeletedItems } from './deleted-items.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { TrustedMail } from './trusted-mail.ts';

/** Pages of one round at most: more than any mailbox holds at the smallest size. */
const MOST_PAGES = 100_000;

/** How far both folders were followed; the cursor of `changes`. */
interface Position {
  readonly inbox: string | null;
  /** Null: Deleted Items were not looked at yet, or are not followed. */
  readonly deleted: string | null;
  /** When both were seen to their end last. */
  readonly seen: number | null;
}

const positionSchema = z.object({
  inbox: z.string().min(1).nullable(),
  deleted: z.string().min(1).nullable().default(null),
  seen: z.int().min(0).nullable().default(null),
});

/** How an inbox is followed. */
export interface FollowOptions {
  /** Whose mail is told first where much came at once; in order without it. */
  readonly first?: ((sender: SenderHint) => boolean) | undefined;
  readonly signal: AbortSignal;
  /** Resolves when there may be news, and at the latest after the interval. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const ENTRY = z.object({ id: z.string().min(1), '@removed': z.unknown().optional() });

/**
 * Follows the inbox by its delta query, a batch a page, so that each batch comes with a link that is at most one step old:
 * the server keeps the last few alone. A notification only makes the next look come sooner. An update that came between
 * two looks and that our answer, or Exchange, filed away meanwhile is told from Deleted Items.
 */
export async function* followInbox(
  context: MailboxContext,
  cursor: string | null,
  options: FollowOptions,
): AsyncIterable<ChangeBatch> {
  const known = readCursor(cursor);
  let position = known ?? { inbox: null, deleted: null, seen: null };
  let replayed = cursor !== null && known === null;
  const round = new InboxRound(context, options.signal);
  const bin = context.settings.follow_deleted_items ? new DeletedItems(context, options.signal) : null;
  let looked = false;
  let trusted: TrustedMail | null = null;
  for (let atStart = true; !options.signal.aborted; ) {
    const begun = position;
    // Before the inbox: what is filed away from now on is news.
    if (bin && atStart && position.deleted === null) position = { ...position, deleted: await bin.begin() };
    atStart = false;
    const { link, ...page } = await round.next(position.inbox);
    if (link === 'lost') {
      position = { ...position, inbox: null };
      replayed = true;
      continue;
    }
    if (!page.last && link !== null && options.first && begun.seen !== null && !replayed) {
      trusted ??= new TrustedMail(context, instant(begun.seen), { ...options, first: options.first });
      yield* round.tellFirst(await trusted.look(), writeCursor(begun));
    }
    if (page.last) trusted = null;
    position = { ...position, inbox: link ?? position.inbox };
    const refs = page.ids.map((id) => ({ id }));
    if (page.last && bin?.isDue && position.deleted !== null) {
      const { ids, link: deleted } = await bin.next(position.deleted, sinceLastLook(position, context));
      position = { ...position, deleted };
      refs.push(...round.untold(ids).map((id) => ({ id })));
    }
    if (page.last && link !== null) position = { ...position, seen: context.clock.now() };
    const moved = linksOf(position) !== linksOf(begun);
    if (refs.length > 0 || (page.last && (moved || !looked))) {
      yield { refs, cursor: writeCursor(position), replayed };
    }
    looked = true;
    atStart = page.last;
    if (!page.last) continue;
    replayed = false;
    await options.wait(restOf(context), options.signal);
  }
}

/** While answers go out without a break, looks are a little further apart: all share the mailbox's requests. */
const BUSY_FACTOR = 1.35;

function restOf({ known, clock, settings }: MailboxContext): number {
  const interval = settings.limits.poll_interval_ms;
  const { lastAnswerMs } = known;
  const busy = lastAnswerMs !== null && clock.monotonicMs() - lastAnswerMs < interval / 2;
  return busy ? BUSY_FACTOR * interval : interval;
}

/** What came before was told from the inbox, however far two clocks are apart. */
function sinceLastLook({ seen }: Position, { clock }: MailboxContext): Instant {
  const now = clock.now();
  return shift(instant(Math.min(seen ?? now, now)), -DAY_MS);
}

/** What one step of a round brought. */
interface RoundPage {
  readonly ids: readonly string[];
  /** Where to go on; null: where the round began, since it could not be followed further now; `lost`: nowhere. */
  readonly link: string | 'lost' | null;
  /** Nothing waits behind it now. */
  readonly last: boolean;
}

const MOST_TOLD = 5_000;
const MOST_LISTED = 100;

/** Steps through rounds of the delta query. What was told within a round is not told again in it. */
class InboxRound {
  readonly #context: MailboxContext;
  readonly #signal: AbortSignal;
  readonly #alarm: (message: string, fields: LogFields) => void;
  #seen = new Set<string>();
  #links = new Set<string>();
  /** Told lately from the inbox: those that lie in Deleted Items after their answer are no news. */
  readonly #told = new Set<string>();
  #size: number;

  constructor(context: MailboxContext, signal: AbortSignal) {
    this.#context = context;
    this.#signal = signal;
    this.#size = context.settings.limits.page_size;
    this.#alarm = (message, fields) => context.logger.warn(message, { mailbox: context.email, ...fields });
  }

  async next(link: string | null): Promise<RoundPage> {
    const { client, settings } = this.#context;
    const from = link ?? `${client.user}/mailFolders/inbox/messages/delta?$select=id`;
    let page: GraphPage;
    try {
      page = await this.#page(from);
    } catch (error) {
      if (!(error instanceof GraphFailure) || this.#signal.aborted) throw error;
      if (error.kind === 'response' && link !== null && meaningOf(error) === 'cursor-lost') {
        this.#endRound();
        return { ids: [], link: 'lost', last: false };
      }
      if (!isTooSlow(error)) throw error;
      if (this.#size > 1) {
        this.#size = Math.ceil(this.#size / 2);
        return { ids: [], link: null, last: false };
      }
      return { ids: await this.#idsAround(error), link: null, last: true };
    }
    this.#links.add(from);
    this.#size = Math.min(this.#size * 2, settings.limits.page_size);
    const ids = this.#fresh(page.value);
    const next = page.nextLink;
    if (next !== null && (this.#links.has(next) || this.#links.size > MOST_PAGES)) {
      this.#alarm('A round of changes leads back to itself; it is followed again later.', {
        reason: 'repeated-link',
      });
      this.#endRound();
      return { ids, link: null, last: true };
    }
    if (next !== null) return { ids, link: next, last: false };
    this.#endRound();
    if (page.deltaLink === null) throw new GraphFailure('malformed', { maySent: false });
    return { ids, link: page.deltaLink, last: true };
  }

  /** Those of the ids that were not told from the inbox lately; they count as told from now on. */
  untold(ids: readonly string[]): readonly string[] {
    const news = ids.filter((id) => !this.#told.has(id));
    for (const id of news) this.#remember(id);
    return news;
  }

  /** Tells what goes first ahead of its page; the cursor is still that from before this page. */
  *tellFirst(ids: readonly string[], cursor: string): Generator<ChangeBatch> {
    const news = ids.filter((id) => !this.#seen.has(id));
    for (const id of news) {
      this.#seen.add(id);
      this.#remember(id);
    }
    for (let at = 0; at < news.length; at += MOST_LISTED) {
      const refs = news.slice(at, at + MOST_LISTED).map((id) => ({ id }));
      yield { refs, cursor, replayed: false };
    }
  }

  #page(link: string): Promise<GraphPage> {
    const prefer = [`odata.maxpagesize=${this.#size}`];
    return this.#context.client.page(link, { prefer, signal: this.#signal });
  }

  #fresh(entries: readonly GraphObject[]): readonly string[] {
    const ids: string[] = [];
    for (const entry of entries) {
      const parsed = ENTRY.safeParse(entry);
      if (!parsed.success || parsed.data['@removed'] != null || this.#seen.has(parsed.data.id)) continue;
      this.#seen.add(parsed.data.id);
      this.#remember(parsed.data.id);
      ids.push(parsed.data.id);
    }
    return ids;
  }

  #remember(id: string): void {
    this.#told.add(id);
    const [oldest] = this.#told;
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest);
  }

  #endRound(): void {
    this.#seen = new Set();
    this.#links = new Set();
  }

  /**
   * One message spoils each page that holds it, however small: what lies in the inbox is told by a plain list of ids
   * instead, each once, and the place in the delta query stays.
   */
  async #idsAround(cause: GraphFailure): Promise<readonly string[]> {
    const { client } = this.#context;
    this.#alarm('A page of changes cannot be read at any size; the inbox is listed instead.', {
      reason: cause.reason,
    });
    const path = `${client.user}/mailFolders/inbox/messages?$select=id&$orderby=receivedDateTime%20asc`;
    const ids: string[] = [];
    for (let skip = 0, size = MOST_LISTED, last = false; !last; ) {
      const found = await this.#listed(`${path}&$top=${size}&$skip=${skip}`);
      if (found === null && size > 1) {
        size = Math.ceil(size / 2);
        continue;
      }
      const entries = found ?? [];
      ids.push(...this.untold(entries.flatMap((entry) => ENTRY.safeParse(entry).data?.id ?? [])));
      skip += found === null ? 1 : entries.length;
      last = found !== null && entries.length < size;
      size = Math.min(size * 2, MOST_LISTED);
    }
    return ids;
  }

  /** A page of the list; null for one that holds the message which cannot be read. */
  async #listed(path: string): Promise<readonly GraphObject[] | null> {
    try {
      return (await this.#context.client.page(path, { signal: this.#signal })).value;
    } catch (error) {
      if (error instanceof GraphFailure && isTooSlow(error)) return null;
      throw error;
    }
  }
}

/** Null: there is none, or it is another provider's. */
function readCursor(cursor: string | null): Position | null {
  try {
    return positionSchema.safeParse(JSON.parse(cursor ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

function linksOf({ inbox, deleted }: Position): string {
  return JSON.stringify([inbox, deleted]);
}

function writeCursor(position: Position): string {
  return JSON.stringify(position);
}
