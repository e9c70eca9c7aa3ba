import { html } from 'lit';
import type { Query } from '../api/admin-api.ts';
import type { Alarm } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, tag } from '../parts/controls.ts';
import { type Column, ListView } from '../parts/list-view.ts';
import { timeView } from '../parts/time-text.ts';
import { alarmId, alarmPlace, shownAlarm } from './alarm-text.ts';

/** What needs somebody, with its remedy. */
export class AlarmsView extends ListView<Alarm> {
  readonly heading = 'Alarms';
  readonly intro = 'Conditions that need somebody. Each ends by itself once its cause is gone.';
  readonly base = ['alarms'];
  readonly source = 'alarms';
  readonly columns: readonly Column<Alarm>[] = [
    { title: 'What is wrong', cell: ({ cause }) => cause, order: ({ cause }) => cause },
    {
      title: 'Severity',
      cell: ({ severity }) => tag(severity, severity),
      order: ({ severity }) => severity,
    },
    { title: 'Where', isSecondary: true, cell: alarmPlace, order: alarmPlace },
    { title: 'Since', cell: ({ raised_at: at }) => timeView(at), order: ({ raised_at: at }) => at },
  ];

  override actions(): unknown {
    return html`<a href=${formatRoute(['alarms', 'past'])}>Past alarms</a>`;
  }

  override query(): Query {
    return { ...super.query(), integration_id: this.route.query.integration_id ?? '' };
  }

  override idOf(alarm: Alarm): string {
    return alarmId(alarm);
  }

  override empty(): unknown {
    return html`<p>No alarm stands. A condition that needs somebody appears here, with what to do about it.</p>`;
  }

  override panel(_id: string, alarm: Alarm | null): unknown {
    if (alarm === null)
      return html`<h2 tabindex="-1">Alarm</h2><p class="quiet">This alarm does not stand any more.</p>`;
    return html`<h2 tabindex="-1">Alarm</h2>
      ${shownAlarm(alarm)}
      ${facts([
        ['Kind', alarm.kind],
        ['Detail', alarm.detail],
        ['Tenant', alarm.tenant_id],
        ['Since', timeView(alarm.raised_at)],
        ['Last seen', timeView(alarm.last_seen_at)],
        ['Seen', `${alarm.count} times`],
      ])}
      ${
        alarm.integration_id === null
          ? ''
          : html`<p><a href=${formatRoute(['audit'], { integration_id: alarm.integration_id })}>Audit of this integration</a></p>`
      }`;
  }
}
