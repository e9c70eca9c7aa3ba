import { html, type TemplateResult } from 'lit';
import { formatRoute } from '../app/route.ts';

/** What is being edited; null: a new integration. */
export function editorHead(name: string | null): TemplateResult {
  return html`<div class="view-head">
    <div>
      <p class="crumbs"><a href=${formatRoute(['integrations'])}>Integrations</a></p>
      <h1 tabindex="-1">${name ?? 'New integration'}</h1>
      <p class="quiet">
        ${
          name === null
            ? 'These fields are needed; everything else has a default that works, in the groups below them.'
            : 'Changes count when they are saved, at once and without a restart.'
        }
      </p>
    </div>
  </div>`;
}
