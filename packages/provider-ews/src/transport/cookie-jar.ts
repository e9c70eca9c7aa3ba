const MAX_COOKIES = 30;
const MAX_LENGTH = 4_096;
const PAIR = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([^;\s]*)/;

/**
 * The cookies of one mailbox at one server (RFC 6265, as far as one host and path need it). The cookie
 * `X-BackEndOverrideCookie` among them keeps a subscription at its mailbox server.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes the `Set-Cookie` headers of an answer. */
  store(header: string | string[] | undefined): void {
    for (const line of header === undefined ? [] : [header].flat()) {
      const pair = PAIR.exec(line);
      const name = pair?.[1];
      if (name === undefined || line.length > MAX_LENGTH) continue;
      if (isExpired(line)) this.#cookies.delete(name);
      else if (this.#cookies.has(name) || this.#cookies.size < MAX_COOKIES) {
        this.#cookies.set(name, pair?.[2] ?? '');
      }
    }
  }

  /** The `Cookie` header; null when there is none. */
  header(): string | null {
    if (this.#cookies.size === 0) return null;
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Names the mailbox server that answers; empty when the server names none. */
  get affinity(): string {
    return this.#cookies.get('X-BackEndOverrideCookie') ?? '';
  }
}

/** Organizers' mailboxes are many; the equipment mailboxes of an account, whose jars are looked at all the time, fewer. */
const MAX_JARS = 10_000;

/** A jar for each mailbox; of very many the one that was used longest ago goes. */
export class CookieJars {
  readonly #jars = new Map<string, CookieJar>();

  /** The jar of a mailbox. */
  of(mailbox: string): CookieJar {
    const jar = this.#jars.get(mailbox) ?? new CookieJar();
    this.#jars.delete(mailbox);
    this.#jars.set(mailbox, jar);
    const [oldest] = this.#jars.keys();
    if (this.#jars.size > MAX_JARS && oldest !== undefined) this.#jars.delete(oldest);
    return jar;
  }
}

function isExpired(line: string): boolean {
  const age = /;\s*max-age=(-?\d+)/i.exec(line)?.[1];
  if (age !== undefined) return Number(age) <= 0;
  const date = /;\s*expires=([^;]+)/i.exec(line)?.[1];
  return date !== undefined && Date.parse(date) < 86_400_000;
}
