import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../parts/controls.ts';
import { changesText } from './save-review.ts';

/** How a record stands that is being edited. */
export interface SaveBarOptions {
  readonly isNew: boolean;
  readonly isBusy: boolean;
  readonly changes: number;
  /** Faults that are told of. */
  readonly faults: number;
  save(): void;
  leave(): void;
}

/** What stands at the foot of the editor: how much changed, and the way to save it. */
export function saveBar({ isNew, isBusy, changes, faults, save, leave }: SaveBarOptions): TemplateResult {
  return html`<div class="save-bar">
    <p role="status">
      ${isNew ? '' : changesText(changes)} ${faults === 0 ? nothing : html`<span class="fault">${faults} to correct.</span>`}
    </p>
    <div class="actions">
      ${button(isNew ? 'Create' : 'Review and save', {
        look: 'primary',
        isBusy: isBusy || (!isNew && changes === 0),
        press: save,
      })}
      ${button('Cancel', { press: leave })}
    </div>
  </div>`;
}
