import { html, type TemplateResult } from 'lit';
import type { AppContext } from '../parts/view-element.ts';
import type { AppRoute } from './route.ts';

/** The view that an address names. */
export function viewOf(route: AppRoute, app: AppContext): TemplateResult {
  const [place, page] = route.path;
  switch (place) {
    case 'overview':
      return html`<vmr-overview .app=${app} .route=${route}></vmr-overview>`;
    case 'integrations':
      return html`<vmr-integrations .app=${app} .route=${route}></vmr-integrations>`;
    case 'conferences':
      if (page === 'queue') return html`<vmr-queue .app=${app} .route=${route}></vmr-queue>`;
      if (page === 'reservations')
        return html`<vmr-reservations .app=${app} .route=${route}></vmr-reservations>`;
      return html`<vmr-conferences .app=${app} .route=${route}></vmr-conferences>`;
    case 'people':
      if (page === 'rooms') return html`<vmr-personal-vmrs .app=${app} .route=${route}></vmr-personal-vmrs>`;
      return html`<vmr-users .app=${app} .route=${route}></vmr-users>`;
    case 'platforms':
      return html`<vmr-platforms .app=${app} .route=${route}></vmr-platforms>`;
    case 'webhooks':
      return html`<vmr-webhooks .app=${app} .route=${route}></vmr-webhooks>`;
    case 'alarms':
      if (page === 'past') return html`<vmr-past-alarms .app=${app} .route=${route}></vmr-past-alarms>`;
      return html`<vmr-alarms .app=${app} .route=${route}></vmr-alarms>`;
    case 'audit':
      return html`<vmr-audit .app=${app} .route=${route}></vmr-audit>`;
    case 'administration':
      return html`<vmr-administration .app=${app} .route=${route}></vmr-administration>`;
    case 'trace':
      return html`<vmr-trace .app=${app} .route=${route}></vmr-trace>`;
    default:
      return html`<h1>There is no such page</h1>
        <p>The address may have been cut short. <a href="#/overview">Go to the overview</a>.</p>`;
  }
}
