import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { FormField, Preview } from '../api/admin-types.ts';
import { bar, selectField, waiting } from '../parts/controls.ts';
import { type AppContext, Asked } from '../parts/view-element.ts';
import { previewFrame } from './preview-frame.ts';

const TYPING_MS = 350;

/** A template: its text on the left, what it gives on the right, its fault at its line. */
export class TemplateField extends LitElement {
  static override properties: PropertyDeclarations = {
    app: { attribute: false },
    field: { attribute: false },
    text: { attribute: false },
    integration: { attribute: false },
    isLoaded: { state: true },
  };
  declare app: AppContext;
  declare field: FormField;
  declare text: string;
  /** Whose aliases and server the preview shows; null: one that is not saved yet. */
  declare integration: string | null;
  declare isLoaded: boolean;
  readonly #preview = new Asked<Preview>(this);
  #typing: ReturnType<typeof setTimeout> | undefined;
  #asked: string | null = null;

  constructor() {
    super();
    this.isLoaded = false;
    this.text = '';
    this.integration = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override async firstUpdated(): Promise<void> {
    const { CodeEditor } = await import('./code-editor.ts');
    if (customElements.get('vmr-code') === undefined) customElements.define('vmr-code', CodeEditor);
    this.isLoaded = true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = JSON.stringify([this.field.path, this.text]);
    if (asked === this.#asked) return;
    const isFirst = this.#asked === null;
    this.#asked = asked;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#ask(), isFirst ? 0 : TYPING_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  protected override render(): TemplateResult {
    const { value, problem } = this.#preview;
    const error = value?.error ?? null;
    return html`<div class="template">
      <div>
        ${
          this.isLoaded
            ? html`<vmr-code
                .text=${this.text}
                .label=${this.field.title}
                .fault=${error}
                @edited=${({ detail }: CustomEvent<string>) =>
                  this.dispatchEvent(new CustomEvent('edited', { detail }))}
              ></vmr-code>`
            : waiting('Loading the editor …')
        }
      </div>
      <div class="result" aria-busy=${this.#preview.isBusy ? 'true' : 'false'}>
        <p class="strong small">${this.integration === null ? 'Preview with sample values' : 'Preview with sample values and the saved aliases of this integration'}</p>
        <div role="status">
          ${
            error === null
              ? nothing
              : bar(
                  'error',
                  error.line === null
                    ? 'The template is wrong'
                    : `Line ${error.line}, column ${error.column ?? 1}`,
                  error.message,
                )
          }
          ${problem === null ? nothing : bar('warning', 'There is no preview.', problem.message)}
        </div>
        ${value === null || (error !== null && value.html === null && value.text === null) ? nothing : this.#result(value)}
        ${value === null || value.variables.length === 0 ? nothing : html`<p class="quiet small">It may use ${value.variables.map((name, at) => html`${at === 0 ? '' : ', '}<code>${name}</code>`)}.</p>`}
      </div>
    </div>`;
  }

  #result({ html: content, text }: Preview): TemplateResult {
    if (content === null) return html`<p class="rendered">${text}</p>`;
    return previewFrame(`Preview of ${this.field.title}`, content);
  }

  #ask(): void {
    const body = { slot: this.field.path, template: this.text, integration_id: this.integration };
    void this.#preview.ask((signal) =>
      this.app.api.send<Preview>('POST', 'template_previews', { body, signal }),
    );
  }
}

/** Which version of a text is shown: the default, or that of a language. */
export function versionChoice(
  id: string,
  { languages, chosen, choose }: { languages: readonly string[]; chosen: string; choose(tag: string): void },
): TemplateResult {
  return selectField({
    id,
    label: 'Version',
    value: chosen,
    choices: [['', 'Default'], ...languages.map((each) => [each, each] as const), ['+', 'Add a language …']],
    change: choose,
  });
}
