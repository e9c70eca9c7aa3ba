import { html, nothing, type TemplateResult } from 'lit';
import { selectField } from '../parts/controls.ts';
import type { EditorSection } from './editor-sections.ts';

/** What the list of groups is drawn from. */
export interface GroupNavigationOptions {
  readonly sections: readonly EditorSection[];
  readonly current: EditorSection | undefined;
  addressOf(group: string): string;
  open(group: string): void;
  /** How many fields are to be corrected, and how many are changed. */
  faults(section: EditorSection): number;
  changes(section: EditorSection): number;
}

/** The groups of fields: links beside the form, or a choice above it where there is little room. */
export function groupNavigation(options: GroupNavigationOptions): TemplateResult {
  const { sections, current, addressOf, open, faults, changes } = options;
  const mark = (section: EditorSection) => {
    const [wrong, changed] = [faults(section), changes(section)];
    if (wrong > 0) return html`<span class="tag error">${wrong} to correct</span>`;
    return changed > 0 ? html`<span class="tag changed">${changed} changed</span>` : nothing;
  };
  return html`<nav class="groups" aria-label="Groups of fields">
      <ul>
        ${sections.map(
          (section) => html`<li>
            <a href=${addressOf(section.name)} aria-current=${section === current ? 'true' : 'false'}
              >${section.title} ${mark(section)}</a
            >
          </li>`,
        )}
      </ul>
    </nav>
    <div class="groups-small">
      ${selectField({
        id: 'group-choice',
        label: 'Group',
        value: current?.name ?? '',
        choices: sections.map(({ name, title }) => [name, title] as const),
        change: open,
      })}
    </div>`;
}
