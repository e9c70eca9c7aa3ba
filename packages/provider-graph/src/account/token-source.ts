import { HttpError, type PluginDeps } from '@vmrkit/core';
import { z } from 'zod';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { GraphSettings } from '../settings.ts';
import { tokenEndpoint, tokenRequest } from './client-credentials.ts';

const grantSchema = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().int().min(1).max(31_536_000),
});
const refusalSchema = z.object({ error: z.string().max(100), error_codes: z.array(z.int()).optional() });

/** A token is renewed so long before its end, or at three quarters of a short life. */
const RENEW_BEFORE_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

interface Held {
  readonly token: string;
  /** On the monotonic clock. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/**
 * The application's access token: kept until shortly before its end, asked for once at a time, and after a refusal
 * not again before a growing pause is over. No token and no secret stands in what it throws.
 */
export class TokenSource {
  readonly #settings: GraphSettings;
  readonly #deps: Pick<PluginDeps, 'clock' | 'random'>;
  readonly #fetch: typeof globalThis.fetch;
  #held: Held | null = null;
  #asking: Promise<string> | null = null;
  #refused: { readonly failure: GraphFailure; readonly until: number; readonly strikes: number } | null =
    null;

  constructor(
    settings: GraphSettings,
    { fetch, ...deps }: Pick<PluginDeps, 'clock' | 'random'> & { readonly fetch: typeof globalThis.fetch },
  ) {
    this.#settings = settings;
    this.#deps = deps;
    this.#fetch = fetch;
  }

  /** A token that is good now. A renewal that fails does no harm while the old token is good. */
  async get(): Promise<string> {
    const now = this.#deps.clock.monotonicMs();
    if (this.#held && now < this.#held.renewAt) return this.#held.token;
    try {
      return await this.#ask();
    } catch (error) {
      if (this.#held && this.#deps.clock.monotonicMs() < this.#held.endsAt) return this.#held.token;
      throw error;
    }
  }

  /** Graph does not take this token: it is not given out any more. */
  discard(token: string): void {
    if (this.#held?.token === token) this.#held = null;
  }

  /** The same, where it is not known by which token a call was made. */
  discardCurrent(): void {
    this.#held = null;
  }

  #ask(): Promise<string> {
    if (this.#refused && this.#refused.until > this.#deps.clock.monotonicMs()) {
      return Promise.reject(this.#refused.failure);
    }
    this.#asking ??= this.#fetchToken().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #fetchToken(): Promise<string> {
    const begun = this.#deps.clock.monotonicMs();
    try {
      const body = await tokenRequest(this.#settings, this.#deps).catch((cause: unknown) => {
        throw new GraphFailure('sign-in', { maySent: false, errorCode: 'unusable_certificate', cause });
      });
      const answer = await this.#fetch(tokenEndpoint(this.#settings), { method: 'POST', body });
      const { access_token, expires_in } = readGrant(answer.status, await answer.text());
      const life = expires_in * 1_000;
      this.#held = {
        token: access_token,
        renewAt: begun + Math.max(life - RENEW_BEFORE_MS, life * 0.75),
        endsAt: begun + life,
      };
      this.#refused = null;
      return access_token;
    } catch (error) {
      const failure = error instanceof GraphFailure ? error : failureOfWire(error);
      if (failure.kind === 'sign-in') {
        const strikes = Math.min((this.#refused?.strikes ?? 0) + 1, 20);
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (strikes - 1), LONGEST_PAUSE_MS);
        this.#refused = { failure, strikes, until: this.#deps.clock.monotonicMs() + pause };
      }
      throw failure;
    }
  }
}

function readGrant(status: number, text: string): z.output<typeof grantSchema> {
  const json = jsonOf(text);
  const grant = grantSchema.safeParse(json);
  if (status === 200 && grant.success) return grant.data;
  if (status === 429) throw new GraphFailure('throttled', { maySent: false, status });
  const refusal = refusalSchema.safeParse(json);
  if (status >= 400 && status < 500 && refusal.success) {
    const code = refusal.data.error_codes?.[0];
    const errorCode = code === undefined ? refusal.data.error : `AADSTS${code}`;
    throw new GraphFailure('sign-in', { maySent: false, status, errorCode });
  }
  throw new GraphFailure('malformed', { maySent: false, status });
}

function failureOfWire(error: unknown): GraphFailure {
  const code = HttpError.is(error) ? error.code : '';
  const kind =
    code === 'ERR_HTTP_TIMEOUT' ? 'timeout' : code === 'ERR_HTTP_CLOSED' ? 'closed' : 'unreachable';
  return new GraphFailure(kind, { maySent: false, cause: error });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
