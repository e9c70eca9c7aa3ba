import { createPaneBearerVerifier, sealJoinToken, tagIdOf } from '@vmrkit/core/composition';
import { IntegrationRegistry } from '../integrations/integration-registry.ts';
import { joinLinkUrl, paneUrl } from '../runtime/client-routes.ts';
import type { Bind } from './bind.ts';

/** Binds the integrations as a manager works with them. */
export function bindRegistry(bind: Bind): void {
  bind(
    'integrationRegistry',
    [
      'integrationRecords',
      'templateEngine',
      'alarms',
      'config',
      'clock',
      'logger',
      'integrationPlugins',
      'paneBearers',
      'signInUsers',
      'integrationNews',
      'keys',
      'aliasGrants',
    ],
    ({
      integrationRecords: book,
      integrationNews: news,
      config,
      integrationPlugins,
      paneBearers,
      signInUsers,
      keys,
      ...parts
    }) =>
      new IntegrationRegistry({
        ...parts,
        book,
        news,
        paneVerifier: createPaneBearerVerifier(
          paneBearers,
          async (integration, userId) =>
            (await signInUsers(integration, { allowsNewUsers: false }).get(userId)) !== null,
        ),
        audienceOf: paneUrl,
        joinLinkOf: (record, tag) => joinLinkUrl(record, sealJoinToken(tagIdOf(tag), keys.joinLinks)),
        createVerifier: (choice) => integrationPlugins.create('caller-verifier', choice),
        createSignIn: (choice) => integrationPlugins.create('sign-in-provider', choice),
        createRoomSource: (choice) => integrationPlugins.create('room-source', choice),
        pollMs: config.registry_poll_ms,
        renderingBudgetMs: config.rendering_budget_ms,
        quarantineDays: config.allocation.quarantine_days,
        joinSchemes: config.join_schemes,
      }),
  );
}
