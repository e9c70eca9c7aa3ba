import '@fluentui/web-components/button.js';
import '@fluentui/web-components/spinner.js';
import { AdministrationView } from '../views/administration-view.ts';
import { AlarmsView } from '../views/alarms-view.ts';
import { AuditView } from '../views/audit-view.ts';
import { ConferencePanel } from '../views/conference-panel.ts';
import { ConferencesView, QueueView, ReservationsView } from '../views/conferences-view.ts';
import { IntegrationsView } from '../views/integrations-view.ts';
import { OverviewView } from '../views/overview-view.ts';
import { PastAlarmsView } from '../views/past-alarms-view.ts';
import { PeopleView, PersonalVmrsView } from '../views/people-view.ts';
import { PlatformsView } from '../views/platforms-view.ts';
import { SignInView } from '../views/sign-in-view.ts';
import { TraceView } from '../views/trace-view.ts';
import { WebhooksView } from '../views/webhooks-view.ts';
import { AdminShell } from './admin-shell.ts';

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  'vmr-sign-in': SignInView,
  'vmr-overview': OverviewView,
  'vmr-integrations': IntegrationsView,
  'vmr-conferences': ConferencesView,
  'vmr-conference': ConferencePanel,
  'vmr-queue': QueueView,
  'vmr-reservations': ReservationsView,
  'vmr-users': PeopleView,
  'vmr-personal-vmrs': PersonalVmrsView,
  'vmr-platforms': PlatformsView,
  'vmr-webhooks': WebhooksView,
  'vmr-alarms': AlarmsView,
  'vmr-past-alarms': PastAlarmsView,
  'vmr-audit': AuditView,
  'vmr-administration': AdministrationView,
  'vmr-trace': TraceView,
  // Last: it is drawn at once, from those above.
  'vmr-admin': AdminShell,
};

for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
