import { formatInstant, type Instant, instant, MINUTE_MS, type SenderHint, shift } from '@vmrkit/core';
import { GraphFailure } from '../errors/graph-failure.ts';
import { type GraphMessage, messageSchema } from './entities.ts';
import { expandOf, extendedOf } from './extended-properties.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { personOf } from './people.ts';
import { instantOf } from './times.ts';

/** Messages a page of the list: a line each, without bodies. */
const PAGE = 250;
/** Pages of one look at most. */
const MOST_PAGES = 200;
/** Two looks overlap so far: messages of one moment need not be listed in one order. */
const OVERLAP_MS = MINUTE_MS;

/** What finds the mail that goes first. */
export interface TrustedMailOptions {
  readonly first: (sender: SenderHint) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Finds the mail that goes first where much came at once. The delta query tells no sender that could be trusted; a list of
 * the inbox serves how each sender was authenticated, some hundred messages a request. It changes the order alone:
 * whatever it leaves out is told by the delta query.
 */
export class TrustedMail {
  readonly #context: MailboxContext;
  readonly #options: TrustedMailOptions;
  #since: Instant;

  /** `since`: when the inbox was seen to its end last. */
  constructor(context: MailboxContext, since: Instant, options: TrustedMailOptions) {
    this.#context = context;
    this.#options = options;
    this.#since = since;
  }

  /** What came since the last look and goes first, oldest first; none where the inbox cannot be listed now. */
  async look(): Promise<readonly string[]> {
    const { client } = this.#context;
    const since = formatInstant(shift(this.#since, -OVERLAP_MS));
    const query = [
      '$select=id,receivedDateTime,sender',
      `$filter=${encodeURIComponent(`receivedDateTime ge ${since}`)}`,
      '$orderby=receivedDateTime%20asc',
      `$expand=${encodeURIComponent(expandOf(['authAs', 'senderAddress']))}`,
      `$top=${PAGE}`,
    ];
    const path = `${client.user}/mailFolders/inbox/messages?${query.join('&')}`;
    const found: GraphMessage[] = [];
    let pages = 0;
    try {
      for await (const page of client.followLinks(path, { signal: this.#options.signal })) {
        found.push(...page.flatMap((entry) => messageSchema.safeParse(entry).data ?? []));
        pages += 1;
        if (pages >= MOST_PAGES) break;
      }
    } catch (error) {
      // Whatever it is, the delta query meets it too or does without: the order is all that is lost.
      if (!(error instanceof GraphFailure) || this.#options.signal.aborted) throw error;
    }
    for (const { receivedDateTime } of found) {
      const receivedAt = instantOf(receivedDateTime);
      if (receivedAt !== null) this.#since = instant(Math.max(this.#since, receivedAt));
    }
    return found.filter((message) => this.#options.first(senderOf(message))).map(({ id }) => id);
  }
}

function senderOf(message: GraphMessage): SenderHint {
  return {
    email: personOf(message.sender, extendedOf(message, 'senderAddress'))?.email ?? null,
    authenticated: extendedOf(message, 'authAs')?.toLowerCase() === 'internal',
  };
}
