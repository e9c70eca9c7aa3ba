import { html, type TemplateResult } from 'lit';
import type { ApiProblem } from '../api/api-problem.ts';
import { button, problemBar } from '../parts/controls.ts';
import { type ReviewOptions, saveReview } from './save-review.ts';

/** What the dialog before a save shows and does. */
export interface ReviewDialogOptions extends ReviewOptions {
  readonly problem: ApiProblem | null;
  readonly isBusy: boolean;
  save(): void;
  closed(): void;
}

/** What a save would do, and the way to do it; conflicts are settled first. */
export function reviewDialog({
  problem,
  isBusy,
  save,
  closed,
  ...review
}: ReviewDialogOptions): TemplateResult {
  const hasConflicts = review.conflicts.length > 0;
  const close = (event: Event) => (event.currentTarget as HTMLElement).closest('dialog')?.close();
  return html`<dialog class="review" aria-labelledby="review-title" @close=${closed}>
    <h2 id="review-title">Review and save</h2>
    ${problemBar(hasConflicts ? null : problem)} ${saveReview(review)}
    <div class="actions">
      ${button('Save', { look: 'primary', isBusy: isBusy || hasConflicts, press: save })}
      <fluent-button role="button" appearance="outline" @click=${close}>Back</fluent-button>
    </div>
  </dialog>`;
}
