import type { IntegrationCallers } from '../callers/caller.ts';
import { verifyCaller } from '../callers/verify-caller.ts';
import { NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import type { MessageBody } from '../message-body/message-body.ts';
import { replaceInBody } from '../message-body/replace-in-body.ts';
import type { Instant } from '../time/instant.ts';
import { unquotedFirst } from './choose-tag.ts';
import { type FoundTag, findTags } from './tag-parser.ts';
import { openToken, tokenHash, tokenWithinValidity } from './token-tag.ts';

/** A token tag, opened. */
export interface OpenedToken {
  /** SHA-256 of the token, lower-case hex. */
  readonly hash: string;
  /** Made for this integration, verified, and still valid when the message was received. */
  readonly valid: boolean;
  /** Of the click that it comes from; null: the tag does not tell. */
  readonly correlationId: string | null;
}

/** What {@link TagReader.replaceToken} puts where. */
export interface TokenReplacement {
  /** As {@link OpenedToken} has it. */
  readonly hash: string;
  /** HTML, as it was rendered for the pane. */
  readonly placeholder: string;
  /** HTML. */
  readonly instructions: string;
}

/** What a {@link TagReader} verifies tokens with. */
export interface TagReaderOptions {
  /** The managers' private keys (X25519, raw), the retired ones included. */
  readonly tokenPrivateKeys: readonly Uint8Array[];
  /** Of the integration whose mail is read. */
  readonly callers: IntegrationCallers;
}

/** Reads the tags in the mail of one integration and opens its token tags; the only one that does (I9). */
export class TagReader {
  readonly #options: TagReaderOptions;

  constructor(options: TagReaderOptions) {
    this.#options = options;
  }

  /** All tags in order of appearance. Linear in the body's length; never throws. */
  find(body: MessageBody): readonly FoundTag[] {
    return findTags(body);
  }

  /**
   * Opens a token tag: valid when its proof held as it was sealed, and that was not too long before `receivedAt`.
   * Null: damaged, or sealed for other managers. Rejects with UnavailableError while the keys that verify it cannot be
   * had.
   */
  async openToken(token: string, receivedAt: Instant): Promise<OpenedToken | null> {
    const content = openToken(token, this.#options.tokenPrivateKeys);
    if (content === null) return null;
    const hash = tokenHash(token);
    const { callers } = this.#options;
    const { integrationId, issuedAt, proof, correlationId = null } = content;
    const inTime =
      integrationId === callers.integration.integrationId && tokenWithinValidity(issuedAt, receivedAt);
    if (!inTime) return { hash, valid: false, correlationId };
    try {
      await verifyCaller(proof.token, { ...callers, at: issuedAt });
      return { hash, valid: true, correlationId };
    } catch (error) {
      if (NotAuthenticatedError.is(error)) return { hash, valid: false, correlationId };
      throw error;
    }
  }

  /**
   * The body with the placeholder and the tag of the token that has this hash replaced in place by `instructions`,
   * everything else kept. Null: the token does not stand there.
   */
  replaceToken(body: MessageBody, { hash, placeholder, instructions }: TokenReplacement): MessageBody | null {
    const tags = unquotedFirst(findTags(body));
    const tag = tags.find(
      ({ kind, id, malformed }) => kind === 'token' && !malformed && tokenHash(id) === hash,
    );
    if (tag === undefined) return null;
    return replaceInBody(body, {
      tag: tag.range,
      placeholder: { type: 'html', content: placeholder },
      replacement: instructions,
    });
  }
}
