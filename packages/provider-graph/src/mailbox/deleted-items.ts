import { type Instant, MINUTE_MS } from '@vmrkit/core';
import { z } from 'zod';
import type { GraphObject, GraphPage } from '../client/graph-client.ts';
import { isTooSlow, meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { instantOf } from './times.ts';

/** The type is told with a property of a derived type alone. */
const SELECT = 'id,receivedDateTime,microsoft.graph.eventMessage/meetingMessageType';
/** Pages of one look at most. */
const MOST_PAGES = 10_000;
/** Between two looks while nothing was answered, or answers go out without a break. */
const LONGEST_GAP_MS = 2 * MINUTE_MS;

const ENTRY = z.object({
  id: z.string().min(1),
  '@odata.type': z.string().optional(),
  '@removed': z.unknown().optional(),
  receivedDateTime: z.string().optional(),
});

/**
 * Messages about meetings that are filed into Deleted Items: an answer of ours takes the newest request of its meeting
 * there, also one that nobody read yet, and Exchange files away what it has applied by itself.
 */
export class DeletedItems {
  readonly #context: MailboxContext;
  readonly #signal: AbortSignal;
  #lookedAt: number | null = null;

  constructor(context: MailboxContext, signal: AbortSignal) {
    this.#context = context;
    this.#signal = signal;
  }

  /** Whether it is time for a look: soon after answers that were sent, else now and then. */
  get isDue(): boolean {
    const { clock, known, settings } = this.#context;
    const now = clock.monotonicMs();
    if (this.#lookedAt === null || now - this.#lookedAt >= LONGEST_GAP_MS) return true;
    const answeredAt = known.lastAnswerMs;
    if (answeredAt === null || answeredAt < this.#lookedAt) return false;
    return now - answeredAt >= settings.limits.poll_interval_ms / 2;
  }

  /** Takes note of what lies there. Gives the link from which news are told; null: not now. */
  async begin(): Promise<string | null> {
    const start = `${this.#context.client.user}/mailFolders/deleteditems/messages/delta?$select=${SELECT}`;
    return (await this.#follow(start, () => undefined)) ?? null;
  }

  /** What was filed there since the link and came to the mailbox after `since`; a null link: begin again. */
  async next(
    link: string,
    since: Instant,
  ): Promise<{ readonly ids: readonly string[]; readonly link: string | null }> {
    this.#lookedAt = this.#context.clock.monotonicMs();
    const ids = new Set<string>();
    const next = await this.#follow(link, (entry) => {
      const id = meetingSince(entry, since);
      if (id !== null) ids.add(id);
    });
    // What cannot be read to its end is read again from where it began.
    return next === undefined ? { ids: [], link } : { ids: [...ids], link: next };
  }

  /** The link at the end of a look; null: the state is lost; undefined: it could not be read to its end now. */
  async #follow(from: string, take: (entry: GraphObject) => void): Promise<string | null | undefined> {
    const { client, settings, logger, email } = this.#context;
    const prefer = [`odata.maxpagesize=${settings.limits.page_size}`];
    const links = new Set<string>();
    try {
      for (let link = from; !links.has(link) && links.size < MOST_PAGES; ) {
        links.add(link);
        const page: GraphPage = await client.page(link, { prefer, signal: this.#signal });
        for (const entry of page.value) take(entry);
        if (page.deltaLink !== null) return page.deltaLink;
        link = page.nextLink ?? from;
      }
    } catch (error) {
      if (!(error instanceof GraphFailure) || error.kind !== 'response') throw error;
      if (meaningOf(error) === 'cursor-lost') return null;
      if (!isTooSlow(error)) throw error;
    }
    logger.warn('Deleted Items could not be followed to their end; they are read again later.', {
      mailbox: email,
    });
    return undefined;
  }
}

/** Id of a message that is or may be about a meeting; null for one that is old, removed, or ordinary by its type. */
function meetingSince(entry: GraphObject, since: Instant): string | null {
  const parsed = ENTRY.safeParse(entry);
  if (!parsed.success || parsed.data['@removed'] != null) return null;
  const { id, receivedDateTime, '@odata.type': type } = parsed.data;
  const receivedAt = instantOf(receivedDateTime);
  // A change of the read flag is told without anything else.
  if (receivedAt === null || receivedAt < since) return null;
  return type === undefined || /\.eventmessage/i.test(type) ? id : null;
}
