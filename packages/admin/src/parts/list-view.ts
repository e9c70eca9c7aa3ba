import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Query } from '../api/admin-api.ts';
import type { Page } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { button, problemBar, waiting } from './controls.ts';
import { icon } from './icons.ts';
import { Asked, ViewElement } from './view-element.ts';

/** A column of a list. */
export interface Column<Item> {
  readonly title: string;
  cell(item: Item): unknown;
  /** By what rows are put in order; without it the column has no order. */
  order?(item: Item): string | number;
  /** Left out while a panel takes its room. */
  readonly isSecondary?: boolean;
}

/** What can be chosen or typed to have fewer rows; it stands in the address by its name. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly kind: 'search' | readonly (readonly [value: string, label: string])[];
}

const PAGE = 50;
/** Pause in typing after which a search is asked. */
const TYPING_MS = 250;

/** A list: table, filters, further rows, and a panel beside it that an address opens. */
export abstract class ListView<Item> extends ViewElement {
  abstract readonly heading: string;
  abstract readonly intro: string;
  abstract readonly base: readonly string[];
  /** Route of the API below its base. */
  abstract readonly source: string;
  abstract readonly columns: readonly Column<Item>[];
  readonly filters: readonly Filter[] = [];
  protected readonly rows: Asked<Page<Item>> = new Asked<Page<Item>>(this);
  #asked = '';
  #order: { readonly at: number; readonly isDown: boolean } | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #opened: string | null = null;

  abstract idOf(item: Item): string;
  /** What stands where there is nothing yet, with the first step. */
  abstract empty(): unknown;
  abstract panel(id: string, item: Item | null): unknown;

  /** What the API is asked for besides the filters. */
  query(): Query {
    return { tenant_id: this.app.tenant };
  }

  /** The view's own buttons. */
  actions(): unknown {
    return nothing;
  }

  get selected(): string | null {
    return this.route.path[this.base.length] ?? null;
  }

  reload(): Promise<void> {
    const query = { ...this.query(), ...this.#filtered(), limit: PAGE };
    return this.rows.ask((signal) => this.app.api.list<Item>(this.source, query, signal));
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = JSON.stringify([this.source, this.query(), this.#filtered()]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.reload();
  }

  protected override updated(): void {
    const { selected } = this;
    if (selected === this.#opened) return;
    const closed = this.#opened;
    this.#opened = selected;
    if (selected !== null) this.querySelector<HTMLElement>('.panel h2')?.focus();
    else if (closed !== null) this.querySelector<HTMLElement>(`a[data-id="${CSS.escape(closed)}"]`)?.focus();
  }

  protected override render(): unknown {
    const { selected } = this;
    const items = this.#sorted();
    const item = items.find((each) => this.idOf(each) === selected) ?? null;
    return html`<div class="view-head">
        <div><h1 tabindex="-1">${this.heading}</h1><p class="quiet">${this.intro}</p></div>
        <div class="actions">${this.actions()}</div>
      </div>
      <div class="split ${selected === null ? '' : 'has-panel'}">
        <section class="list" aria-label=${this.heading}>
          ${this.filters.length === 0 ? nothing : this.#filterForm()} ${problemBar(this.rows.problem)}
          ${this.#table(items)}
        </section>
        ${selected === null ? nothing : this.#panel(selected, item)}
      </div>`;
  }

  #filtered(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.filters.flatMap(({ name }) => {
        const value = this.route.query[name] ?? '';
        return value === '' ? [] : [[name, value]];
      }),
    );
  }

  #filterForm(): TemplateResult {
    const set = (name: string, value: string) =>
      this.app.go(this.base, { ...this.route.query, [name]: value }, true);
    return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
      ${filterFields(this.filters, this.route.query, ({ name, label, kind }) => {
        const value = this.route.query[name] ?? '';
        const id = `filter-${name}`;
        return html`<div class="field">
          <label for=${id}>${label}</label>
          ${
            kind === 'search'
              ? html`<input
                  id=${id}
                  type="search"
                  autocomplete="off"
                  .value=${value}
                  @input=${(event: Event) => {
                    const typed = (event.target as HTMLInputElement).value.trim();
                    clearTimeout(this.#typing);
                    this.#typing = setTimeout(() => set(name, typed), TYPING_MS);
                  }}
                />`
              : html`<select
                  id=${id}
                  @change=${(event: Event) => set(name, (event.target as HTMLSelectElement).value)}
                >
                  ${kind.map(([each, text]) => html`<option value=${each} ?selected=${each === value}>${text}</option>`)}
                </select>`
          }
        </div>`;
      })}
    </form>`;
  }

  /** Rows can be put in order only where all of them are here. */
  #sorted(): readonly Item[] {
    const items = this.rows.value?.items ?? [];
    const order = this.#order && this.columns[this.#order.at]?.order;
    if (!order || this.rows.value?.next_cursor) return items;
    const sign = this.#order?.isDown ? -1 : 1;
    return [...items].sort((one, other) => {
      const [first, second] = [order(one), order(other)];
      return first === second ? 0 : sign * (first < second ? -1 : 1);
    });
  }

  #table(items: readonly Item[]): unknown {
    const { value, isBusy, problem } = this.rows;
    if (value === null)
      return problem === null ? waiting(`Loading ${this.heading.toLowerCase()} …`) : nothing;
    // Only the last page can say that there is nothing.
    if (items.length === 0 && value.next_cursor === null) {
      const isFiltered = Object.keys(this.#filtered()).length > 0;
      return html`<div class="empty">
        ${isFiltered ? html`<p>Nothing fits these filters.</p>` : this.empty()}
      </div>`;
    }
    return html`<table role="table" class="rows ${isBusy ? 'stale' : ''}" aria-busy=${isBusy ? 'true' : 'false'}>
        <thead role="rowgroup">
          <tr role="row">${this.columns.map((column, at) => this.#head(column, at))}</tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            items,
            (item) => this.idOf(item),
            (item) => this.#row(item),
          )}
        </tbody>
      </table>
      <div class="after-rows">
        <p class="quiet small" role="status">
          ${items.length}${value.next_cursor === null ? '' : ' of more'} ${items.length === 1 ? 'row' : 'rows'}
        </p>
        ${
          value.next_cursor === null
            ? nothing
            : button(`Show ${PAGE} more`, { isBusy, press: () => void this.#more(value) })
        }
      </div>`;
  }

  #head(column: Column<Item>, at: number): TemplateResult {
    const order = this.#order?.at === at ? this.#order : null;
    const state = order === null ? 'none' : order.isDown ? 'descending' : 'ascending';
    if (!column.order || this.rows.value?.next_cursor) {
      return html`<th scope="col" role="columnheader" class=${rank(column)}>${column.title}</th>`;
    }
    const turn = () => {
      this.#order = { at, isDown: state === 'ascending' };
      this.requestUpdate();
    };
    return html`<th scope="col" role="columnheader" class=${rank(column)} aria-sort=${state}>
      <button type="button" class="order" @click=${turn}>
        ${column.title}<span aria-hidden="true">${order === null ? '' : order.isDown ? ' ↓' : ' ↑'}</span>
      </button>
    </th>`;
  }

  #row(item: Item): TemplateResult {
    const id = this.idOf(item);
    const path = [...this.base, id];
    const open = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('a, button, fluent-button, summary'))
        return;
      if (getSelection()?.isCollapsed === false) return;
      this.app.go(path, this.route.query);
    };
    const isOpen = id === this.selected;
    return html`<tr role="row" class=${isOpen ? 'open' : ''} @click=${open}>
      ${this.columns.map(({ title, cell, isSecondary = false }, at) =>
        at === 0
          ? html`<th scope="row" role="rowheader" data-label=${title}>
              <a
                data-id=${id}
                href=${formatRoute(path, this.route.query)}
                aria-current=${isOpen ? 'true' : nothing}
                >${cell(item)}</a
              >
            </th>`
          : html`<td role="cell" class=${rank({ isSecondary })} data-label=${title}>${cell(item)}</td>`,
      )}
    </tr>`;
  }

  #panel(id: string, item: Item | null): TemplateResult {
    const close = () => this.app.go(this.base, this.route.query);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close();
    };
    return html`<aside class="panel" aria-label="Details" @keydown=${onKey}>
      <fluent-button role="button" class="close" appearance="subtle" icon-only aria-label="Close details" @click=${close}>
        ${icon('close')}
      </fluent-button>
      ${this.panel(id, item)}
    </aside>`;
  }

  #more({ items, next_cursor: cursor }: Page<Item>): Promise<void> {
    const query = { ...this.query(), ...this.#filtered(), limit: PAGE, cursor };
    return this.rows.ask(async (signal) => {
      const page = await this.app.api.list<Item>(this.source, query, signal);
      return { ...page, items: [...items, ...page.items] };
    });
  }
}

function rank({ isSecondary = false }: { readonly isSecondary?: boolean }): string {
  return isSecondary ? 'secondary' : '';
}

/** The first filter, and the others folded until somebody wants or uses them. */
function filterFields(
  [first, ...others]: readonly Filter[],
  query: Readonly<Record<string, string>>,
  view: (filter: Filter) => TemplateResult,
): unknown {
  if (first === undefined) return nothing;
  if (others.length === 0) return view(first);
  return html`${view(first)}
    <details class="more-filters" ?open=${others.some(({ name }) => query[name])}>
      <summary>More filters</summary>
      <div class="filters">${others.map(view)}</div>
    </details>`;
}
