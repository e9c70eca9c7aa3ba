import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { AdminApi } from '../api/admin-api.ts';
import type { Account, Tenant } from '../api/admin-types.ts';
import { icon } from '../parts/icons.ts';
import { shownZone } from '../parts/time-text.ts';
import type { AppContext } from '../parts/view-element.ts';
import { places } from './navigation.ts';
import { formatRoute, parseRoute } from './route.ts';
import { viewOf } from './view-of.ts';

/** How long what was done stands to be read. */
const SAID_MS = 6_000;
const TENANT_KEY = 'vmrkit-admin-tenant';

type Standing = 'asking' | 'signed-out' | 'signed-in' | 'unreachable';

/** The page: sign-in, header, navigation and the view of the address. */
export class AdminShell extends LitElement {
  static override properties: PropertyDeclarations = {
    standing: { state: true },
    account: { state: true },
    tenants: { state: true },
    tenant: { state: true },
    isMenuOpen: { state: true },
    said: { state: true },
  };
  declare standing: Standing;
  declare account: Account | null;
  declare tenants: readonly Tenant[];
  declare tenant: string;
  declare isMenuOpen: boolean;
  declare said: string;
  readonly #api = new AdminApi(new URL('/api/admin/v1', location.href).href, () => {
    if (this.standing === 'signed-in') this.standing = 'signed-out';
  });
  #hush: ReturnType<typeof setTimeout> | undefined;
  #shownPath = '';

  constructor() {
    super();
    this.standing = 'asking';
    this.account = null;
    this.tenants = [];
    this.tenant = sessionStorage.getItem(TENANT_KEY) ?? '';
    this.isMenuOpen = false;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener('hashchange', this.#moved);
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#moved);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    if (this.standing === 'asking') return this.#header(nothing);
    if (this.standing === 'unreachable') {
      return html`${this.#header(nothing)}
        <main class="narrow">
          <h1>The server does not answer</h1>
          <p>Check that the manager runs, then <a href="./">load this page again</a>.</p>
        </main>`;
    }
    const { account } = this;
    if (this.standing === 'signed-out' || account === null) {
      return html`${this.#header(nothing)}
        <vmr-sign-in
          .api=${this.#api}
          @signed-in=${({ detail }: CustomEvent<Account>) => void this.#enter(detail)}
        ></vmr-sign-in>`;
    }
    const route = parseRoute(location.hash);
    return html`<a class="skip" href="#main" @click=${this.#skip}>Skip to content</a>
      ${this.#header(this.#tools(account))}
      <div class="frame">
        ${this.#navigation(route.path)}
        <main id="main" tabindex="-1">${viewOf(route, this.#context(account))}</main>
      </div>
      <div class="said" role="status" aria-live="polite">${this.said === '' ? nothing : html`<p>${this.said}</p>`}</div>`;
  }

  protected override updated(): void {
    document.documentElement.dataset.ready = this.standing;
  }

  async #ask(): Promise<void> {
    try {
      const { account } = await this.#api.get<{ account: Account }>('session');
      await this.#enter(account);
    } catch (error) {
      const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : 0;
      this.standing = status === 401 ? 'signed-out' : 'unreachable';
    }
  }

  async #enter(account: Account): Promise<void> {
    const { items } = await this.#api.list<Tenant>('tenants', { limit: 200 }).catch(() => ({ items: [] }));
    this.tenants = items;
    if (!items.some(({ id }) => id === this.tenant)) this.tenant = '';
    this.account = account;
    this.standing = 'signed-in';
  }

  #context(account: Account): AppContext {
    return {
      api: this.#api,
      account,
      tenants: this.tenants,
      tenant: this.tenant,
      go: (path, query = {}, replace = false) => {
        const hash = formatRoute(path, query);
        if (!replace) location.hash = hash;
        else {
          history.replaceState(null, '', hash);
          this.requestUpdate();
        }
      },
      say: (text) => {
        this.said = text;
        clearTimeout(this.#hush);
        this.#hush = setTimeout(() => {
          this.said = '';
        }, SAID_MS);
      },
    };
  }

  readonly #moved = async (): Promise<void> => {
    this.isMenuOpen = false;
    this.requestUpdate();
    await this.updateComplete;
    const path = parseRoute(location.hash).path.slice(0, 2).join('/');
    const [place] = path.split('/');
    if (place !== this.#shownPath) {
      this.#shownPath = place ?? '';
      scrollTo(0, 0);
      this.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
    }
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>('main')?.focus();
  };

  #header(tools: unknown): TemplateResult {
    return html`<header class="top">
      <p class="product">VMRKit<span> administration</span></p>
      ${tools}
    </header>`;
  }

  #tools(account: Account): TemplateResult {
    const choose = (event: Event) => {
      this.tenant = (event.target as HTMLSelectElement).value;
      sessionStorage.setItem(TENANT_KEY, this.tenant);
    };
    const find = (event: SubmitEvent) => {
      event.preventDefault();
      const typed = String(new FormData(event.target as HTMLFormElement).get('find') ?? '').trim();
      if (typed === '') return;
      const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(typed);
      location.hash = isId
        ? formatRoute(['trace', typed.toLowerCase()])
        : formatRoute(['conferences'], { q: typed });
    };
    return html`<button
        type="button"
        class="menu-button"
        aria-expanded=${this.isMenuOpen ? 'true' : 'false'}
        aria-controls="navigation"
        @click=${() => {
          this.isMenuOpen = !this.isMenuOpen;
        }}
      >
        ${icon('menu')}<span>Menu</span>
      </button>
      <form class="find" role="search" aria-label="Find a meeting" @submit=${find}>
        <input
          name="find"
          type="search"
          aria-label="Find a meeting by its subject or a correlation id"
          placeholder="Subject or correlation id"
          autocomplete="off"
        />
        <button type="submit" hidden></button>
      </form>
      ${
        this.tenants.length < 2
          ? nothing
          : html`<select class="tenant" aria-label="Tenant" @change=${choose}>
              <option value="">All tenants</option>
              ${this.tenants.map(
                ({ id, name }) => html`<option value=${id} ?selected=${id === this.tenant}>${name}</option>`,
              )}
            </select>`
      }
      <span class="who">${account.name}</span>
      <fluent-button role="button" appearance="subtle" @click=${() => void this.#leave()}>Sign out</fluent-button>`;
  }

  #navigation([current, page]: readonly string[]): TemplateResult {
    const isOperator = this.account?.role === 'operator';
    const shown = places.filter(({ isForOperators = false }) => isOperator || !isForOperators);
    return html`<nav id="navigation" class=${this.isMenuOpen ? 'is-open' : ''} aria-label="Administration">
      <ul>
        ${shown.map(({ name, title, pages }) => {
          const isHere = name === current || (name === 'conferences' && current === 'trace');
          return html`<li>
            <a href=${formatRoute([name])} aria-current=${isHere ? 'page' : 'false'}>${icon(name)}<span>${title}</span></a>
            ${
              !isHere || pages === undefined
                ? nothing
                : html`<ul>
                    ${pages.map(([part, text], at) => {
                      const others = pages.map(([each]) => each);
                      const isThis = part === page || (at === 0 && !others.includes(page ?? ''));
                      return html`<li>
                        <a href=${formatRoute(part === '' ? [name] : [name, part])} aria-current=${isThis ? 'true' : 'false'}
                          >${text}</a
                        >
                      </li>`;
                    })}
                  </ul>`
            }
          </li>`;
        })}
      </ul>
      <p class="quiet small">Times are in ${shownZone.replace('_', ' ')}.</p>
    </nav>`;
  }

  async #leave(): Promise<void> {
    await this.#api.send('DELETE', 'session').catch(() => null);
    this.account = null;
    this.standing = 'signed-out';
  }
}
