import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FormField, RecordForm, RecordJson } from '../api/admin-types.ts';
import { button } from '../parts/controls.ts';
import type { AppContext } from '../parts/view-element.ts';
import type { EditorItem } from './editor-sections.ts';
import { type FieldState, fieldId, framed, simpleField } from './field-view.ts';
import { valueAt } from './record-value.ts';
import { versionChoice } from './template-field.ts';

/** What a section's fields are drawn from. */
export interface SectionContext {
  readonly app: AppContext;
  readonly record: RecordJson;
  readonly form: RecordForm;
  /** Shown version of each text by language; `+` while another language is being added. */
  readonly versions: Readonly<Record<string, string>>;
  faultAt(path: string): string | null;
  isChanged(path: string): boolean;
  change(path: string, value: unknown): void;
  undo(path: string): void;
  choose(path: string, version: string): void;
}

/** The fields of a section, from top to bottom. */
export function sectionView(items: readonly EditorItem[], context: SectionContext): TemplateResult {
  const key = (item: EditorItem, at: number) => (item.kind === 'field' ? item.path : `${item.kind} ${at}`);
  return html`${repeat(items, key, (item) => itemView(item, context))}`;
}

function itemView(item: EditorItem, context: SectionContext): unknown {
  if (item.kind === 'field') return fieldView(item.field, item.path, context);
  if (item.kind === 'heading') {
    const { text, removes } = item;
    const remove = () => {
      if (removes !== null) context.change(removes, undefined);
    };
    return html`<div class="sub-head">
      <h3>${text}</h3>
      ${removes === null ? nothing : html`<fluent-button role="button" appearance="subtle" aria-label="Remove ${text}" @click=${remove}>Remove</fluent-button>`}
    </div>`;
  }
  if (item.kind === 'add') {
    return html`<div class="actions">${button(item.label, { press: () => context.change(item.path, item.value) })}</div>`;
  }
  return providerView(item, context);
}

function providerView(
  { path, label, plugins, isOptional }: Extract<EditorItem, { kind: 'provider' }>,
  { record, change, faultAt }: SectionContext,
): TemplateResult {
  const chosen = valueAt(record, `${path}.provider`);
  const id = fieldId(`${path}.provider`);
  const fault = faultAt(`${path}.provider`);
  const choose = (event: Event) => {
    const name = (event.target as HTMLSelectElement).value;
    const before = valueAt(record, path);
    const kept = typeof before === 'object' && before !== null ? before : {};
    change(path, name === '' ? null : { ...kept, provider: name, settings: {} });
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} aria-invalid=${fault === null ? 'false' : 'true'} @change=${choose}>
      ${isOptional ? html`<option value="" ?selected=${chosen === undefined}>None</option>` : nothing}
      ${plugins.map(({ name, title }) => html`<option value=${name} ?selected=${name === chosen}>${title}</option>`)}
    </select>
    ${fault === null ? nothing : html`<p class="fault">${fault}</p>`}
  </div>`;
}

function fieldView(field: FormField, path: string, context: SectionContext): TemplateResult {
  const state: FieldState = {
    field,
    path,
    value: valueAt(context.record, path) ?? (field.type === 'secret' ? undefined : field.default),
    fault: context.faultAt(path),
    isChanged: context.isChanged(path),
    change: (value) => context.change(path, value),
    undo: () => context.undo(path),
  };
  if (path === 'add_in.icon') return iconField(state);
  if (field.type === 'template' || field.type === 'localized') return textField(state, context);
  return simpleField(state);
}

interface Versions {
  readonly default: string;
  readonly by_language: Readonly<Record<string, string>>;
}

function versionsOf(value: unknown): Versions {
  if (typeof value === 'string') return { default: value, by_language: {} };
  const found = typeof value === 'object' && value !== null ? (value as Partial<Versions>) : {};
  return { default: found.default ?? '', by_language: found.by_language ?? {} };
}

/** A text or template: its default, and versions by language. */
function textField(state: FieldState, context: SectionContext): TemplateResult {
  const { field, path, value, change } = state;
  const texts = versionsOf(value);
  const languages = Object.keys(texts.by_language).sort();
  const chosen = context.versions[path] ?? '';
  const isAdding = chosen === '+';
  const language = languages.includes(chosen) ? chosen : '';
  const text = language === '' ? texts.default : (texts.by_language[language] ?? '');
  const put = (written: string) =>
    change(
      language === ''
        ? { ...texts, default: written }
        : { ...texts, by_language: { ...texts.by_language, [language]: written } },
    );
  const add = (event: Event) => {
    const tag = (event.target as HTMLInputElement).value.trim().toLowerCase();
    if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag)) return;
    change({ ...texts, by_language: { ...texts.by_language, [tag]: texts.default } });
    context.choose(path, tag);
  };
  const remove = () => {
    const { [language]: _, ...rest } = texts.by_language;
    change({ ...texts, by_language: rest });
    context.choose(path, '');
  };
  const version = versionChoice(`${fieldId(path)}-version`, {
    languages,
    chosen: isAdding ? '+' : language,
    choose: (tag) => context.choose(path, tag),
  });
  return framed(
    state,
    html`<div class="versions">
        ${version}
        ${
          isAdding
            ? html`<div class="field">
                <label for="${fieldId(path)}-tag">Language tag</label>
                <input id="${fieldId(path)}-tag" placeholder="de or pt-br" autocomplete="off" @change=${add} />
              </div>`
            : nothing
        }
        ${language === '' ? nothing : button(`Remove ${language}`, { look: 'subtle', press: remove })}
      </div>
      ${field.type === 'template' ? templateControl(state, { context, text, put }) : plainControl(state, { text, put })}`,
  );
}

interface TextControl {
  readonly text: string;
  put(text: string): void;
}

function plainControl({ path, fault }: FieldState, { text, put }: TextControl): TemplateResult {
  const id = fieldId(path);
  const set = (event: Event) => put((event.target as HTMLInputElement).value);
  const invalid = fault === null ? 'false' : 'true';
  return text.length > 80
    ? html`<textarea id=${id} rows="3" .value=${text} aria-describedby="${id}-help" aria-invalid=${invalid} @input=${set}></textarea>`
    : html`<input id=${id} type="text" autocomplete="off" .value=${text} aria-describedby="${id}-help" aria-invalid=${invalid} @input=${set} />`;
}

/** Folded until somebody wants to edit: an editor and a preview each is much for a page of eight. */
function templateControl(
  { field, path }: FieldState,
  { context, text, put }: TextControl & { readonly context: SectionContext },
): TemplateResult {
  const key = `edit ${path}`;
  const isOpen = context.versions[key] === 'open';
  if (!isOpen) {
    return html`<pre class="folded">${text === '' ? 'empty' : text}</pre>
      <div class="actions">
        <fluent-button id=${fieldId(path)} role="button" aria-label="Edit with preview: ${field.title}" @click=${() => context.choose(key, 'open')}
          >Edit with preview</fluent-button
        >
      </div>`;
  }
  return html`<vmr-template-field
      .app=${context.app}
      .field=${field}
      .text=${text}
      .integration=${typeof context.record.id === 'string' ? context.record.id : null}
      @edited=${({ detail }: CustomEvent<string>) => put(detail)}
    ></vmr-template-field>
    <div class="actions">
      <fluent-button id=${fieldId(path)} role="button" @click=${() => context.choose(key, '')}
        >Close the editor</fluent-button
      >
    </div>`;
}

function iconField(state: FieldState): TemplateResult {
  const { path, value, change } = state;
  const take = async (event: Event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file === undefined) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    change(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
  };
  return framed(
    state,
    html`<div class="icon-field">
      ${typeof value === 'string' && value !== '' ? html`<img alt="The icon now" width="32" height="32" src="data:image/png;base64,${value}" />` : nothing}
      <input id=${fieldId(path)} type="file" accept="image/png" @change=${take} />
    </div>`,
  );
}
