import type { AdminRouteGroup } from './admin-routes.ts';
import { alarmsRoutes } from './alarms-routes.ts';
import { conferencesRoutes } from './conferences-routes.ts';
import { integrationSetupRoutes } from './integration-setup-routes.ts';
import { integrationsRoutes } from './integrations-routes.ts';
import { operationsRoutes } from './operations-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { personalVmrsRoutes } from './personal-vmrs-routes.ts';
import { platformsRoutes } from './platforms-routes.ts';
import { recordFormRoutes } from './record-form-routes.ts';
import { recreateIntegrationRoutes } from './recreate-integration-route.ts';
import { templatePreviewsRoutes } from './template-previews-routes.ts';
import { tenantsRoutes } from './tenants-routes.ts';
import { usersRoutes } from './users-routes.ts';
import { webhooksRoutes } from './webhooks-routes.ts';

/** What is administered; a path without a parameter stands before one that has it. */
export const resourceRouteGroups: readonly AdminRouteGroup[] = [
  tenantsRoutes,
  integrationsRoutes,
  integrationSetupRoutes,
  recreateIntegrationRoutes,
  conferencesRoutes,
  personalVmrsRoutes,
  usersRoutes,
  alarmsRoutes,
  operationsRoutes,
  webhooksRoutes,
  platformsRoutes,
  templatePreviewsRoutes,
  recordFormRoutes,
  overviewRoutes,
];
