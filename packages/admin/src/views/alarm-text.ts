import { html, type TemplateResult } from 'lit';
import type { Alarm } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { bar } from '../parts/controls.ts';
import { timeView } from '../parts/time-text.ts';

/** What is wrong, what ends it, and the way there. */
export function shownAlarm(alarm: Alarm): TemplateResult {
  const { severity, cause, remedy, raised_at: raised, integration_id: integration } = alarm;
  return bar(
    severity,
    cause,
    html`<p>${remedy}</p>
      <p class="quiet small">${alarmPlace(alarm)}, since ${timeView(raised)}</p>
      <p class="links">
        ${integration === null ? '' : html`<a href=${formatRoute(['integrations', integration])}>Open the integration</a>`}
        <a href=${formatRoute(['alarms', alarmId(alarm)])}>Details</a>
      </p>`,
  );
}

/** Names an alarm: a condition at a subject of a tenant. */
export function alarmId({ kind, tenant_id: tenant, subject }: Alarm): string {
  return [kind, tenant, subject].join('/');
}

/** What it is about, in words: a mailbox by its name, and not by its id. */
export function alarmPlace({ mailbox, subject }: Pick<Alarm, 'mailbox' | 'subject'>): string {
  return mailbox ?? subject;
}
