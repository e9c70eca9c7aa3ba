import { html, nothing, type TemplateResult } from 'lit';
import type { Page, Tenant } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { button, problemBar, waiting } from '../parts/controls.ts';
import type { Asked } from '../parts/view-element.ts';

/** What a section of the administration has: a table, and a form that adds a row to it. */
export interface CardContent<Item> {
  readonly title: string;
  readonly text: string;
  /** Name of the button that opens the form. */
  readonly add: string;
  readonly asked: Asked<Page<Item>>;
  /** Titles of the columns; an empty one holds buttons. */
  readonly heads: readonly string[];
  readonly fields: () => unknown;
  row(item: Item): readonly unknown[];
  submit(): Promise<void>;
}

/** How the section stands, and what its buttons do. */
export interface CardState {
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  open(): void;
  close(): void;
  submit(act: () => Promise<void>): void;
}

/** A section with its table, its form and what stands there when it is empty. */
export function entryCard<Item>(content: CardContent<Item>, state: CardState): TemplateResult {
  const { title, text, add, asked, heads, row } = content;
  const { value, problem } = asked;
  return html`<section class="card">
    <div class="view-head">
      <div><h2>${title}</h2><p class="quiet">${text}</p></div>
      <div class="actions">${state.isOpen ? nothing : button(add, { press: state.open })}</div>
    </div>
    ${state.isOpen ? entryForm(content, state) : nothing} ${problemBar(problem)}
    ${value === null && problem === null ? waiting('Loading …') : nothing}
    ${value?.items.length === 0 ? html`<p class="quiet">None yet.</p>` : nothing}
    ${value !== null && value.items.length > 0 ? plainTable(heads, value.items.map(row)) : nothing}
  </section>`;
}

function entryForm<Item>({ fields, submit }: CardContent<Item>, state: CardState): TemplateResult {
  const save = () => state.submit(submit);
  return html`<form
    class="entry"
    @submit=${(event: Event) => {
      event.preventDefault();
      save();
    }}
  >
    ${problemBar(state.problem)} ${fields()}
    <div class="actions">
      ${button('Save', { look: 'primary', isBusy: state.isBusy, press: save })}
      ${button('Cancel', { press: state.close })}
    </div>
    <button type="submit" hidden></button>
  </form>`;
}

/** What each tenant may use; granted in the configuration file, so there is nothing to press. */
export function tenantsCard(tenants: readonly Tenant[]): TemplateResult {
  const words = (each: readonly string[]) =>
    each.length === 0 ? html`<span class="quiet">none</span>` : each.join(', ');
  const rows = tenants.map(({ name, prefixes, domains, fqdns }) => [
    name,
    words(prefixes),
    words(domains),
    words(fqdns),
  ]);
  return html`<section class="card">
    <div>
      <h2>Tenants</h2>
      <p class="quiet">
        Customers that see nothing of each other, and what each may use. The operator grants it in the configuration
        file, under <code>alias_grants</code>; * stands for anything.
      </p>
    </div>
    ${plainTable(['Tenant', 'Prefixes', 'Domains', 'Add-in servers'], rows)}
  </section>`;
}

function plainTable(heads: readonly string[], rows: readonly (readonly unknown[])[]): TemplateResult {
  const actions = html`<span class="visually-hidden">Actions</span>`;
  return html`<table role="table" class="rows">
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map((head) => html`<th scope="col" role="columnheader">${head || actions}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) => html`<tr role="row">
          ${cells.map((cell, at) => html`<td role="cell" data-label=${heads[at] ?? ''}>${cell}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
