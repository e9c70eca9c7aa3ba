import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { FormField } from '../api/admin-types.ts';

/** What a field shows and does. */
export interface FieldState {
  readonly field: FormField;
  /** Its place in the record. */
  readonly path: string;
  readonly value: unknown;
  readonly fault: string | null;
  readonly isChanged: boolean;
  change(value: unknown): void;
  undo(): void;
}

/** What stands where a secret is kept. */
export const MASK = '********';

export function fieldId(path: string): string {
  return `field-${path.replaceAll(/[^\w]+/g, '-')}`;
}

/** The frame of a field: label, mark of a change, control, fault, help. */
export function framed(state: FieldState, control: TemplateResult): TemplateResult {
  const { field, path, fault, isChanged, undo } = state;
  const id = fieldId(path);
  return html`<div class="field ${isChanged ? 'changed' : ''} ${field.type === 'template' ? 'wide' : ''}" data-path=${path}>
    <div class="field-head">
      <label for=${id} title=${field.flat_name ?? path}>${field.title}</label>
      ${isChanged ? html`<span class="tag changed">changed</span><button type="button" class="link" aria-label="Undo the change of ${field.title}" @click=${undo}>Undo</button>` : nothing}
    </div>
    ${control}
    <div id="${id}-help">
      ${fault === null ? nothing : html`<p class="fault">${fault}</p>`}
      ${helpView(field)}
    </div>
  </div>`;
}

/** A field that is one control: everything but templates and texts by language. */
export function simpleField(state: FieldState): TemplateResult {
  const { field, value } = state;
  if (field.type === 'boolean') return booleanField(state);
  if (field.type === 'choice') return framed(state, choiceControl(state));
  if (field.type === 'list') return framed(state, listControl(state));
  if (field.type === 'object' || isStructured(value)) return framed(state, jsonControl(state));
  if (/(certificate|private_key|certificates)$/.test(state.path)) return framed(state, areaControl(state));
  return framed(state, lineControl(state));
}

function isStructured(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function described({ path, fault }: FieldState) {
  const id = fieldId(path);
  return { id, help: `${id}-help`, invalid: fault === null ? 'false' : 'true' } as const;
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function lineControl(state: FieldState): TemplateResult {
  const { field, value, change } = state;
  const { id, help, invalid } = described(state);
  const isSecret = field.type === 'secret';
  const isKept = isSecret && value === MASK;
  const set = (event: Event) => {
    const typed = (event.target as HTMLInputElement).value;
    if (field.type === 'number') change(typed === '' ? undefined : Number(typed));
    else change(typed === '' && field.type !== 'text' ? undefined : typed);
  };
  return html`<input
    id=${id}
    type=${isSecret ? 'password' : field.type === 'number' ? 'number' : 'text'}
    autocomplete=${isSecret ? 'new-password' : 'off'}
    min=${ifDefined(field.type === 'number' ? (field.minimum ?? undefined) : undefined)}
    max=${ifDefined(field.type === 'number' ? (field.maximum ?? undefined) : undefined)}
    placeholder=${ifDefined(isKept ? 'Kept; type to replace it' : (field.placeholder ?? undefined))}
    .value=${isKept ? '' : textOf(value)}
    aria-describedby=${help}
    aria-invalid=${invalid}
    @input=${set}
  />`;
}

function areaControl(state: FieldState): TemplateResult {
  const { value, field, change } = state;
  const { id, help, invalid } = described(state);
  const isKept = value === MASK;
  return html`<textarea
    id=${id}
    rows="3"
    class="code"
    spellcheck="false"
    placeholder=${isKept ? 'Kept; type to replace it' : (field.placeholder ?? '')}
    .value=${isKept ? '' : Array.isArray(value) ? value.join('\n') : textOf(value)}
    aria-describedby=${help}
    aria-invalid=${invalid}
    @input=${(event: Event) => {
      const typed = (event.target as HTMLTextAreaElement).value;
      change(typed === '' ? undefined : typed);
    }}
  ></textarea>`;
}

function listControl(state: FieldState): TemplateResult {
  const { value, field, change } = state;
  const { id, help, invalid } = described(state);
  return html`<textarea
    id=${id}
    rows="3"
    placeholder=${field.placeholder ?? 'One a line'}
    .value=${Array.isArray(value) ? value.join('\n') : textOf(value)}
    aria-describedby=${help}
    aria-invalid=${invalid}
    @change=${(event: Event) => {
      const lines = (event.target as HTMLTextAreaElement).value.split('\n').map((each) => each.trim());
      change(lines.filter((each) => each !== ''));
    }}
  ></textarea>`;
}

/** Settings inside a setting: shown as they stand on the wire. */
function jsonControl(state: FieldState): TemplateResult {
  const { value, change } = state;
  const { id, help, invalid } = described(state);
  const set = (event: Event) => {
    const area = event.target as HTMLTextAreaElement;
    try {
      change(area.value.trim() === '' ? undefined : JSON.parse(area.value));
      area.setCustomValidity('');
    } catch {
      area.setCustomValidity('This is no JSON.');
      area.reportValidity();
    }
  };
  return html`<textarea
    id=${id}
    rows="4"
    class="code"
    spellcheck="false"
    .value=${value === undefined ? '' : JSON.stringify(value, null, 2)}
    aria-describedby=${help}
    aria-invalid=${invalid}
    @change=${set}
  ></textarea>`;
}

function choiceControl(state: FieldState): TemplateResult {
  const { field, value, change } = state;
  const { id, help, invalid } = described(state);
  const chosen = textOf(value);
  const choices = field.choices ?? [];
  return html`<select
    id=${id}
    aria-describedby=${help}
    aria-invalid=${invalid}
    @change=${(event: Event) => change((event.target as HTMLSelectElement).value || undefined)}
  >
    ${choices.includes(chosen) ? nothing : html`<option value="" selected>Default</option>`}
    ${choices.map((each) => html`<option value=${each} ?selected=${each === chosen}>${each}</option>`)}
  </select>`;
}

function booleanField(state: FieldState): TemplateResult {
  const { field, path, value, isChanged, fault, change, undo } = state;
  const { id, help, invalid } = described(state);
  return html`<div class="field check ${isChanged ? 'changed' : ''}" data-path=${path}>
    <input
      id=${id}
      type="checkbox"
      .checked=${value === true}
      aria-describedby=${help}
      aria-invalid=${invalid}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    <div class="field-head">
      <label for=${id} title=${field.flat_name ?? path}>${field.title}</label>
      ${isChanged ? html`<span class="tag changed">changed</span><button type="button" class="link" aria-label="Undo the change of ${field.title}" @click=${undo}>Undo</button>` : nothing}
    </div>
    <div id=${help}>
      ${fault === null ? nothing : html`<p class="fault">${fault}</p>`}
      ${helpView(field)}
    </div>
  </div>`;
}

function helpView({
  help,
  needs_manifest: needsManifest,
  operator_only: operatorOnly,
}: FormField): TemplateResult | typeof nothing {
  const more = [
    needsManifest ? 'A change needs a new manifest.' : '',
    operatorOnly ? 'Only an operator may change it.' : '',
  ];
  const text = [help, ...more].filter((each) => each !== '').join(' ');
  return text === '' ? nothing : html`<p class="quiet small">${text}</p>`;
}
