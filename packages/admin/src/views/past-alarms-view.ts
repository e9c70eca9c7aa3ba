import { html, nothing } from 'lit';
import type { Query } from '../api/admin-api.ts';
import type { PastAlarm } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, tag } from '../parts/controls.ts';
import { type Column, ListView } from '../parts/list-view.ts';
import { spanText, timeView } from '../parts/time-text.ts';
import { alarmPlace } from './alarm-text.ts';

/** Alarms that are over: when, how long, and why. */
export class PastAlarmsView extends ListView<PastAlarm> {
  readonly heading = 'Past alarms';
  readonly intro = 'Conditions that are over, the last one first, for as long as the audit trail is kept.';
  readonly base = ['alarms', 'past'];
  readonly source = 'past_alarms';
  readonly columns: readonly Column<PastAlarm>[] = [
    { title: 'What was wrong', cell: ({ cause }) => cause, order: ({ cause }) => cause },
    { title: 'Where', isSecondary: true, cell: alarmPlace, order: alarmPlace },
    { title: 'Raised', cell: raisedView, order: ({ raised_at: at }) => at ?? '' },
    { title: 'Cleared', cell: ({ cleared_at: at }) => timeView(at), order: ({ cleared_at: at }) => at },
    { title: 'Held', isSecondary: true, cell: heldText, order: ({ held_seconds: held }) => held ?? 0 },
  ];

  override query(): Query {
    return { ...super.query(), integration_id: this.route.query.integration_id ?? '' };
  }

  override idOf({ id }: PastAlarm): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>No alarm is over yet. One that ends appears here, with when it was raised and how long it was held.</p>`;
  }

  override panel(_id: string, alarm: PastAlarm | null): unknown {
    if (alarm === null)
      return html`<h2 tabindex="-1">Past alarm</h2><p class="quiet">It is not among the rows shown here.</p>`;
    const { integration_id: integration } = alarm;
    return html`<h2 tabindex="-1">Past alarm</h2>
      <p>${alarm.cause}</p>
      <p class="quiet">${alarm.remedy}</p>
      ${facts([
        ['Severity', tag(alarm.severity, alarm.severity)],
        ['Where', alarmPlace(alarm)],
        ['Raised', raisedView(alarm)],
        ['Cleared', timeView(alarm.cleared_at)],
        ['Held', heldText(alarm)],
        ['Seen', alarm.count === null ? '' : `${alarm.count} times`],
        ['Kind', alarm.kind],
        ['Detail', alarm.detail],
        ['Tenant', alarm.tenant_id],
      ])}
      ${
        integration === null
          ? nothing
          : html`<p><a href=${formatRoute(['integrations', integration])}>Open the integration</a></p>`
      }`;
  }
}

function raisedView({ raised_at: at }: PastAlarm): unknown {
  return at === null ? 'not known' : timeView(at);
}

function heldText({ held_seconds: held }: PastAlarm): string {
  return held === null ? 'not known' : spanText(held);
}
