import { html, nothing, type TemplateResult } from 'lit';
import type { RecordForm, RecordJson, SavedIntegration, Validation } from '../api/admin-types.ts';
import { bar, button } from '../parts/controls.ts';
import { valueChanges } from '../parts/value-changes.ts';
import { MASK } from './field-view.ts';
import type { Conflict } from './record-value.ts';

/** What stands before a save. */
export interface ReviewOptions {
  readonly before: RecordJson;
  readonly after: RecordJson;
  readonly validation: Validation | null;
  readonly conflicts: readonly Conflict[];
  /** Whether the field holds a secret, which is never shown. */
  isSecret(path: string): boolean;
  keep(conflict: Conflict, whose: 'mine' | 'theirs'): void;
}

/** What a save will change, field by field, and what it will require of people. */
export function saveReview({
  before,
  after,
  validation,
  conflicts,
  isSecret,
  keep,
}: ReviewOptions): TemplateResult {
  const changes = valueChanges(before, after);
  return html`
    ${requirements(validation)}
    ${
      conflicts.length === 0
        ? nothing
        : html`<section class="conflicts">
            <h3>Changed by both of you</h3>
            <p>Somebody saved this integration meanwhile. Their other changes are taken over; choose for these fields.</p>
            ${conflicts.map((each) => conflictView(each, { isSecret: isSecret(each.path), keep }))}
          </section>`
    }
    <h3>Changed fields</h3>
    ${changes.length === 0 ? html`<p class="quiet">Nothing is changed.</p>` : nothing}
    <dl class="changes">
      ${changes.map(({ path, before: old, after: now }) => {
        const shown = (value: unknown) =>
          isSecret(path) ? (value === undefined ? 'empty' : 'a secret') : textOf(value);
        return html`<div>
          <dt>${path}</dt>
          <dd><del>${shown(old)}</del> <ins>${shown(now)}</ins></dd>
        </div>`;
      })}
    </dl>
  `;
}

/** What people must do after the save. */
function requirements(validation: Validation | null): TemplateResult | typeof nothing {
  if (validation === null || validation.errors.length > 0) return nothing;
  const { manifest, sign_in: signIn } = validation.requires;
  if (!manifest && !signIn) return bar('info', 'This save requires nothing else.');
  return bar(
    'warning',
    'This save requires',
    html`<ul>
      ${manifest ? html`<li>a new manifest: download it afterwards, and install it again in Outlook</li>` : nothing}
      ${signIn ? html`<li>the service account to sign in again: a link for it is made afterwards</li>` : nothing}
    </ul>`,
  );
}

function conflictView(
  conflict: Conflict,
  { isSecret, keep }: { readonly isSecret: boolean; keep: ReviewOptions['keep'] },
): TemplateResult {
  const shown = (value: unknown) => (isSecret ? 'a secret' : textOf(value));
  return html`<fieldset>
    <legend>${conflict.path}</legend>
    <p><strong>Yours:</strong> ${shown(conflict.mine)}</p>
    <p><strong>Theirs:</strong> ${shown(conflict.theirs)}</p>
    <div class="actions">
      ${button('Keep yours', { press: () => keep(conflict, 'mine') })}
      ${button('Keep theirs', { press: () => keep(conflict, 'theirs') })}
    </div>
  </fieldset>`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'empty';
  if (value === MASK) return 'a secret';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** That it is saved, and which mailboxes did not answer as they should. */
export function savedText({ name, connection }: SavedIntegration): string {
  const troubles = connection.flatMap(({ mailbox, error }) =>
    error === null ? [] : [`${mailbox}: ${error.message}`],
  );
  return troubles.length === 0 ? `${name} is saved.` : `${name} is saved, but ${troubles.join(' ')}`;
}

/** How many fields are changed. */
export function changesText(changes: number): string {
  if (changes === 0) return 'Nothing is changed.';
  return changes === 1 ? '1 changed field.' : `${changes} changed fields.`;
}

/** Names of the settings that hold secrets. */
export function secretNames({ groups, plugins }: RecordForm): ReadonlySet<string> {
  const fields = [...groups, ...plugins].flatMap((each) => each.fields);
  return new Set(
    fields.filter(({ type }) => type === 'secret').map(({ path }) => path.split('.').at(-1) ?? ''),
  );
}
