import { InvalidInputError } from '@vmrkit/core';
import { recreateIntegration } from '@vmrkit/sdk';
import { z } from 'zod';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { integrationOf, integrationVersion, noteOf, savedAnswer } from './integration-answers.ts';
import { approvalOf, savedReply } from './integration-saves.ts';
import { idParams } from './resource.ts';
import { ifMatch } from './versions.ts';

/** An integration made anew, where Outlook is to take its add-in for another one. */
export const recreateIntegrationRoutes: AdminRouteGroup = async ({ kit }) => [
  adminRoute({
    method: 'post',
    path: `${ADMIN_PATH}/integrations/{id}/add_in_id`,
    id: 'recreateIntegration',
    permission: 'tenant',
    audit: 'integration.created',
    summary:
      'Deletes an integration and makes it anew with a new id, which is that of its add-in: a new manifest is to be installed, and a service account that a person signed in is to be signed in again.',
    params: idParams,
    query: z.object({
      confirm: z.string().describe('The name of the integration.'),
      force: z.stringbool().default(false).describe('Also while meetings need its mailboxes.'),
    }),
    status: 201,
    answer: savedAnswer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, query } = request;
      const seen = await integrationOf(kit, caller, params.id);
      ifMatch(request, integrationVersion(seen));
      if (query.confirm.trim() !== seen.value.name) throw unconfirmed();
      const told = noteOf(caller, { action: 'integration.deleted', integrationId: seen.id });
      const approve = await approvalOf(kit, { caller, action: 'integration.created' });
      const book = await kit.get('integrationRecords');
      const saved = await recreateIntegration(book, seen, { force: query.force, told, approve });
      return savedReply(kit, caller, saved);
    },
  }),
];

/** That the name was not given, so that nothing was deleted. */
export function unconfirmed(): InvalidInputError {
  return new InvalidInputError('Nothing was deleted: confirm must hold the name of the integration.', {
    code: 'ERR_INTEGRATION_UNCONFIRMED',
    issues: [{ path: ['confirm'], code: 'confirm', message: 'This is not the name of the integration.' }],
  });
}
