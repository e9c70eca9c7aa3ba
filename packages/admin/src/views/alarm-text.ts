import { html, type TemplateResult } from 'lit';
import type { Alarm } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { bar } from '../parts/controls.ts';
import { timeView } from '../parts/time-text.ts';

/** What is wrong, what ends it, and the way there. */
export function shownAlarm(alarm: Alarm): TemplateResult {
  const { severity, cause, remedy, subject, raised_at: raised, integration_id: integration } = alarm;
  return bar(
    severity,
    cause,
    html`<p>${remedy}</p>
      <p class="quiet small">${subject}, since ${timeView(raised)}</p>
      <p class="links">
        ${integration === null ? '' : html`<a href=${formatRoute(['integrations', integration])}>Open the integration</a>`}
        <a href=${formatRoute(['alarms', alarm.id])}>Details</a>
      </p>`,
  );
}
