import { html, nothing, type TemplateResult } from 'lit';
import type { Query } from '../api/admin-api.ts';
import type { AuditEvent } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts } from '../parts/controls.ts';
import { type Column, type Filter, ListView } from '../parts/list-view.ts';
import { timeText, timeView } from '../parts/time-text.ts';
import { valueChanges } from '../parts/value-changes.ts';

const columns: readonly Column<AuditEvent>[] = [
  { title: 'Time', cell: ({ at }) => timeView(at), order: ({ at }) => at },
  { title: 'What', cell: ({ action }) => actionText(action), order: ({ action }) => action },
  { title: 'Who', cell: ({ actor }) => actor, order: ({ actor }) => actor },
  { title: 'Tenant', isSecondary: true, cell: ({ tenant_id: tenant }) => tenant, order: ({ tenant_id: tenant }) => tenant },
];

/** Who changed what, with before and after. */
export class AuditView extends ListView<AuditEvent> {
  readonly heading = 'Audit';
  readonly intro = 'Who changed what, and what became of requests. Secrets are masked.';
  readonly base = ['audit'];
  readonly source = 'audit_events';
  readonly columns = columns;
  override readonly filters: readonly Filter[] = [
    { name: 'correlation_id', label: 'Correlation id', kind: 'search' },
  ];

  override query(): Query {
    return { ...super.query(), integration_id: this.route.query.integration_id ?? '' };
  }

  override idOf({ id }: AuditEvent): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>Every change that somebody makes here or on the command line will stand here.</p>`;
  }

  override panel(_id: string, item: AuditEvent | null): unknown {
    if (item === null) return html`<h2 tabindex="-1">Entry</h2><p class="quiet">It is not among the rows shown here.</p>`;
    const details = Object.entries(item.details);
    return html`<h2 tabindex="-1">${actionText(item.action)}</h2>
      ${facts([
        ['Time', timeText(item.at)],
        ['Who', item.actor],
        ['Tenant', item.tenant_id],
        ['What', item.subject ?? null],
        [
          'Correlation id',
          item.correlation_id
            ? html`<a href=${formatRoute(['trace', item.correlation_id])}>${item.correlation_id}</a>`
            : null,
        ],
        ...details.map(([name, text]) => [name.replaceAll('_', ' '), text] as const),
      ])}
      ${changeTable(item.before, item.after)}`;
  }
}

/** `integration.changed` as words. */
function actionText(action: string): string {
  const words = action.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Entries without their panel, as a search shows them. */
export function auditTable(items: readonly AuditEvent[]): TemplateResult {
  return html`<table role="table" class="rows">
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(({ title }) => html`<th scope="col" role="columnheader">${title}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${items.map(
        (item) => html`<tr role="row">
          ${columns.map(({ title, cell }) => html`<td role="cell" data-label=${title}>${cell(item)}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What differs between two values, field by field. */
export function changeTable(before: unknown, after: unknown): TemplateResult | typeof nothing {
  const changes = valueChanges(before ?? null, after ?? null);
  if (changes.length === 0) return nothing;
  return html`<h3>Changed fields</h3>
    <dl class="changes">
      ${changes.map(
        (each) => html`<div>
          <dt>${each.path === '' ? 'Value' : each.path}</dt>
          <dd><del>${shown(each.before)}</del> <ins>${shown(each.after)}</ins></dd>
        </div>`,
      )}
    </dl>`;
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'empty';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
