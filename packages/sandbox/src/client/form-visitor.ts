/** Where a visitor stands. */
export interface Visit {
  readonly url: URL;
  /** What the page holds; null: the visitor was sent to another origin, which was not asked. */
  readonly html: string | null;
}

const MOST_REDIRECTS = 10;

/** A browser for forms without scripts: keeps cookies, follows redirects within one origin, fills in forms. */
export class FormVisitor {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  /** Opens a page; a redirect to another origin ends the way. */
  open(url: string | URL): Promise<Visit> {
    return this.#go(new URL(url), null);
  }

  /** Sends the page's form to its own address, as a press on the button named `action` does. */
  submit({ url }: Visit, fields: Readonly<Record<string, string>>): Promise<Visit> {
    return this.#go(url, new URLSearchParams(fields));
  }

  async #go(start: URL, form: URLSearchParams | null): Promise<Visit> {
    let url = start;
    let body = form;
    for (let count = 0; count < MOST_REDIRECTS; count += 1) {
      const answer = await fetch(url, {
        method: body === null ? 'GET' : 'POST',
        redirect: 'manual',
        headers: { cookie: this.#cookiesFor(url) },
        ...(body === null ? {} : { body }),
      });
      for (const line of answer.headers.getSetCookie()) this.#keep(line);
      const location = answer.headers.get('location');
      if (location === null) return { url, html: await answer.text() };
      await answer.body?.cancel();
      url = new URL(location, url);
      body = null;
      if (url.origin !== start.origin) return { url, html: null };
    }
    throw new Error('The pages redirect in a circle.');
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', ...value] = pair.split('=');
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    if (value.join('=') === '') this.#cookies.delete(name);
    else this.#cookies.set(name, { value: value.join('='), path });
  }

  #cookiesFor({ pathname }: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}
