import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ApiProblem } from '../api/api-problem.ts';
import { type IconName, icon } from './icons.ts';

/** How a button looks and what it does. */
export interface ButtonOptions {
  readonly look?: 'primary' | 'outline' | 'subtle';
  /** Keeps the focus and does nothing. */
  readonly isBusy?: boolean;
  press(): void;
}

/** A button. While busy it keeps its place and the focus. */
export function button(
  label: string | TemplateResult,
  { look = 'outline', isBusy = false, press }: ButtonOptions,
): TemplateResult {
  return html`<fluent-button
    role="button"
    appearance=${look}
    ?disabled-focusable=${isBusy}
    aria-disabled=${isBusy ? 'true' : 'false'}
    @click=${() => {
      if (!isBusy) press();
    }}
    >${label}</fluent-button
  >`;
}

/** A message that stays where it stands. */
export function bar(
  kind: 'error' | 'warning' | 'success' | 'info',
  heading: string,
  text: unknown = nothing,
): TemplateResult {
  return html`<div class="bar ${kind}">
    ${icon(kind satisfies IconName)}
    <div>
      <p class="strong">${heading}</p>
      ${text === nothing ? nothing : html`<div>${text}</div>`}
    </div>
  </div>`;
}

/** What the API refused, with the id to ask about. */
export function problemBar(problem: ApiProblem | null): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  const { message, faults, correlationId, status } = problem;
  const hint = status === 0 ? 'Check that the manager runs, then try again.' : nothing;
  return html`<div role="alert">
    ${bar(
      'error',
      message,
      html`${hint}
        ${
          faults.length === 0
            ? nothing
            : html`<ul>
                ${faults.map((each) => html`<li>${each.path === '' ? '' : `${each.path}: `}${each.message}</li>`)}
              </ul>`
        }
        ${correlationId === null ? nothing : html`<p class="quiet small">Correlation id ${correlationId}</p>`}`,
    )}
  </div>`;
}

/** What stands where something is being fetched: room, and after a while words. */
export function waiting(what: string): TemplateResult {
  return html`<p class="waiting quiet" role="status"><fluent-spinner size="tiny"></fluent-spinner> ${what}</p>`;
}

/** A short word of a state, coloured by what it means. */
export function tag(text: string, kind: 'error' | 'warning' | 'success' | 'plain' = 'plain'): TemplateResult {
  return html`<span class="tag ${kind}">${text}</span>`;
}

/** How a field is shown. */
export interface InputOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly help?: string;
  readonly type?: 'text' | 'password' | 'email' | 'search' | 'datetime-local' | 'number' | 'url';
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly fault?: string | null;
  change(value: string): void;
}

/** A labelled line of text with its help and its fault. */
export function inputField(options: InputOptions): TemplateResult {
  const { id, label, value, help = '', type = 'text', fault = null, change } = options;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      name=${id}
      type=${type}
      .value=${value}
      ?required=${options.isRequired ?? false}
      autocomplete=${(options.autocomplete ?? 'off') as 'off'}
      placeholder=${ifDefined(options.placeholder)}
      aria-describedby="${id}-help"
      aria-invalid=${fault === null ? 'false' : 'true'}
      @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
    />
    <div id="${id}-help">
      ${fault === null ? nothing : html`<p class="fault">${fault}</p>`}
      ${help === '' ? nothing : html`<p class="quiet small">${help}</p>`}
    </div>
  </div>`;
}

/** A choice of one. */
export function selectField({
  id,
  label,
  value,
  choices,
  change,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  change(value: string): void;
}): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${choices.map(([each, text]) => html`<option value=${each} ?selected=${each === value}>${text}</option>`)}
    </select>
  </div>`;
}

/** A switch, named by what "on" does. */
export function checkField({
  id,
  label,
  help = '',
  value,
  change,
}: {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly value: boolean;
  change(value: boolean): void;
}): TemplateResult {
  return html`<div class="field check">
    <input
      id=${id}
      type="checkbox"
      .checked=${value}
      aria-describedby="${id}-help"
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${label}</label>
    <p id="${id}-help" class="quiet small">${help}</p>
  </div>`;
}

/** Names and values, in two columns where there is room. */
export function facts(rows: readonly (readonly [name: string, value: unknown])[]): TemplateResult {
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value === '' || value === null || value === undefined ? html`<span class="quiet">none</span>` : value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A text that may be long: folded. */
export function longText(text: string, most = 160): TemplateResult | string {
  if (text.length <= most) return text;
  return html`<details class="long">
    <summary>${text.slice(0, most)}… <span class="link">show all</span></summary>
    ${text}
  </details>`;
}
