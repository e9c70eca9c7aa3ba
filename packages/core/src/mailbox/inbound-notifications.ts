/** A request by which a mail system tells that something changed, as it came: all of it is hostile. */
export interface InboundRequest {
  /** What stands in the path for `{key}`. */
  readonly key: string;
  /** The first value of each parameter. */
  readonly query: Readonly<Record<string, string>>;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 256 KiB. */
  readonly body: Uint8Array;
}

/** The answer to a mail system, as plain text. */
export interface InboundResponse {
  readonly status: number;
  readonly text: string;
}

/** A notification on its way to the providers: key of at most 200 characters, payload of at most 8,192. */
export interface InboundNotification {
  readonly key: string;
  readonly payload: string;
}

/**
 * How a mail system's notifications come in, by POST on the public listener. Any process answers at once, an edge too, by
 * what the request holds alone: `accept` is pure, knows no settings and proves nothing. What it gives to `deliver` is
 * carried to `MailboxProvider.notified` of every provider that the plugin made, in every manager, after the answer; it
 * may be lost on the way, so a sync by cursor stands behind it (S4.1b). Throws InvalidInputError for what makes no sense.
 */
export interface InboundNotifications {
  /** `/api/<mail system>/…/{key}`; the key is the last segment and the only parameter. */
  readonly path: string;
  accept(request: InboundRequest): {
    readonly response: InboundResponse;
    readonly deliver: readonly InboundNotification[];
  };
}

/** Longest key of an {@link InboundNotification}, in characters. */
export const MOST_KEY_LENGTH = 200;

/** Longest payload of an {@link InboundNotification}, in characters. */
export const MOST_PAYLOAD_LENGTH = 8_192;
