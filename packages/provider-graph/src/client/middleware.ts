import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import type { TokenSource } from '@vmrkit/core';

/**
 * Carries one request past the client library and its outcome back: the library would take a link apart, loses itself on
 * links over http, and wraps what a middleware throws.
 */
export class Exchange {
  readonly url: string;
  response: Response | null = null;
  failure: unknown = null;

  constructor(url: string) {
    this.url = url;
  }
}

/** Puts the token on every request, whatever the address; a 401 is answered once, by a fresh token. */
export class Authorize implements Middleware {
  readonly #tokens: TokenSource;
  readonly #next: Middleware;

  constructor(tokens: TokenSource, next: Middleware) {
    this.#tokens = tokens;
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const exchange = context.middlewareControl?.getMiddlewareOptions(Exchange);
    if (!(exchange instanceof Exchange)) throw new TypeError('A request without its address.');
    try {
      const token = await this.#tokens.token();
      await this.#send(context, token);
      if (context.response?.status !== 401) return;
      this.#tokens.refuse(token);
      const fresh = await this.#tokens.token();
      await context.response.body?.cancel();
      await this.#send(context, fresh);
    } catch (error) {
      exchange.failure = error;
      throw error;
    } finally {
      exchange.response = context.response ?? null;
    }
  }

  async #send(context: Context, token: string): Promise<void> {
    const headers = { ...(context.options?.headers as Record<string, string> | undefined) };
    context.options = { ...context.options, headers: { ...headers, authorization: `Bearer ${token}` } };
    await this.#next.execute(context);
  }
}

/** Sends a request once over the kit's own HTTP. Nothing is repeated or followed here. */
export class Send implements Middleware {
  readonly #fetch: typeof globalThis.fetch;

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  async execute(context: Context): Promise<void> {
    const exchange = context.middlewareControl?.getMiddlewareOptions(Exchange);
    if (!(exchange instanceof Exchange)) throw new TypeError('A request without its address.');
    context.response = await this.#fetch(exchange.url, context.options as RequestInit);
  }
}
