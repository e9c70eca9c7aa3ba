import { accountSignInFeature } from '../account-sign-in/account-sign-in-feature.ts';
import { createAdminFeature } from '../admin-api/admin-feature.ts';
import { adminPageFeature } from '../admin-page/admin-page-feature.ts';
import { admissionFeature } from '../admission-api/admission-feature.ts';
import { clientFeature } from '../client-api/client-feature.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { iconFeature } from '../icons/icon-feature.ts';
import { joinFeature } from '../join/join-feature.ts';
import { managerFeature } from '../manager-api/manager-feature.ts';
import { notificationsFeature } from '../notifications-api/notifications-feature.ts';
import { healthFeature } from '../operations-api/health-feature.ts';
import { metricsFeature } from '../operations-api/metrics-feature.ts';
import { paneFeature } from '../pane/pane-feature.ts';
import { signInFeature } from '../sign-in/sign-in-feature.ts';

/** What the reference server serves. */
export const shippedFeatures: readonly ServerFeature[] = [
  healthFeature,
  metricsFeature,
  clientFeature,
  iconFeature,
  paneFeature,
  signInFeature,
  joinFeature,
  managerFeature,
  admissionFeature,
  notificationsFeature,
  accountSignInFeature,
  createAdminFeature(),
  adminPageFeature,
];
