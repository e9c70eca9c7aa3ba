import { html, nothing, type TemplateResult } from 'lit';
import type { Query } from '../api/admin-api.ts';
import type { AuditEvent } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, longText } from '../parts/controls.ts';
import { type Column, type Filter, ListView } from '../parts/list-view.ts';
import { timeText, timeView } from '../parts/time-text.ts';

const columns: readonly Column<AuditEvent>[] = [
  { title: 'Time', cell: ({ at }) => timeView(at), order: ({ at }) => at },
  { title: 'What', cell: ({ action }) => actionText(action), order: ({ action }) => action },
  { title: 'Who', cell: ({ actor }) => actor, order: ({ actor }) => actor },
  {
    title: 'Tenant',
    isSecondary: true,
    cell: ({ tenant_id: tenant }) => tenant,
    order: ({ tenant_id: tenant }) => tenant,
  },
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
    if (item === null)
      return html`<h2 tabindex="-1">Entry</h2><p class="quiet">It is not among the rows shown here.</p>`;
    const details = Object.entries(item.details);
    return html`<h2 tabindex="-1">${actionText(item.action)}</h2>
      ${facts([
        ['Time', timeText(item.at)],
        ['Who', item.actor],
        ['Tenant', item.tenant_id],
        ['Of', subjectOf(item)],
        [
          'Correlation id',
          item.correlation_id
            ? html`<a href=${formatRoute(['trace', item.correlation_id])}>${item.correlation_id}</a>`
            : null,
        ],
        ...details.map(([name, text]) => [name.replaceAll('_', ' '), text] as const),
      ])}
      ${changeTable(item.changes)}`;
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

function subjectOf({ subject, integration_id: integration, conference_id: conference }: AuditEvent): unknown {
  if (conference !== null)
    return html`<a href=${formatRoute(['conferences', conference])}>the conference</a>`;
  if (integration !== null)
    return html`<a href=${formatRoute(['integrations', integration])}>the integration</a>`;
  return `${subject.kind} ${subject.id}`;
}

/** What changed, field by field. */
function changeTable(changes: AuditEvent['changes']): TemplateResult | typeof nothing {
  if (changes.length === 0) return nothing;
  return html`<h3>Changed fields</h3>
    <dl class="changes">
      ${changes.map(
        (each) => html`<div>
          <dt>${each.path === '' ? 'Value' : each.path}</dt>
          <dd><del>${longText(shown(each.before))}</del> <ins>${longText(shown(each.after))}</ins></dd>
        </div>`,
      )}
    </dl>`;
}

/** JSON of a text without its quotes; the rest as it stands. */
function shown(json: string | null): string {
  if (json === null || json === '""' || json === 'null') return 'empty';
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}
