import { accountSignInFeature } from '../account-sign-in/account-sign-in-feature.ts';
import { admissionFeature } from '../admission-api/admission-feature.ts';
import { clientFeature } from '../client-api/client-feature.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { managerFeature } from '../manager-api/manager-feature.ts';
import { notificationsFeature } from '../notifications-api/notifications-feature.ts';
import { healthFeature } from '../operations-api/health-feature.ts';
import { metricsFeature } from '../operations-api/metrics-feature.ts';
import { paneFeature } from '../pane/pane-feature.ts';

/** What the reference server serves. */
export const shippedFeatures: readonly ServerFeature[] = [
  healthFeature,
  metricsFeature,
  clientFeature,
  paneFeature,
  managerFeature,
  admissionFeature,
  notificationsFeature,
  accountSignInFeature,
];
