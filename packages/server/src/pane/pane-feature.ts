import {
  assetHeaders,
  type PaneAssets,
  type PaneConfig,
  paneHeaders,
  readPaneAssets,
  renderPanePage,
} from '@vmrkit/addin';
import { codeOf, NotFoundError } from '@vmrkit/core';
import type { EdgeIntegration } from '@vmrkit/core/composition';
import { Router } from 'express';
import type { ServerFeature } from '../http/server-feature.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';

const PATH = '/api/client/v2/msexchange_schedulers';

/** The add-in's pane: its page, made from what the edge knows of an integration, and its files. */
export const paneFeature: ServerFeature = {
  name: 'pane',
  listeners: ['public'],
  roles: ['all', 'edge'],
  async open({ kit, logger, metrics }) {
    const edge = await kit.get('edge');
    const assets = readPaneAssets();
    // Rooms are given out without it too: what is missing is told with each request for the page.
    await assets.catch((error: unknown) => {
      logger.error('The add-in has no pane.', { code: codeOf(error) });
    });
    return { mount: { paths: [PATH], router: paneRouter(edge, { assets, metrics }) } };
  },
};

/** The edge as the pane's page uses it. */
export interface PaneEdge {
  integration(integrationId: string): EdgeIntegration | null;
}

/** Serves page and files; strict, since relative addresses of the page would lead elsewhere behind another slash. */
function paneRouter(
  edge: PaneEdge,
  { assets, metrics }: { readonly assets: Promise<PaneAssets>; readonly metrics: ServerMetrics },
): Router {
  const router = Router({ strict: true });
  router.get(`${PATH}/:id/pane`, async ({ params, query }, response) => {
    const { files } = await assets;
    const integration = edge.integration(params.id.toLowerCase());
    if (integration === null) {
      throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
    }
    metrics.paneOpened(params.id.toLowerCase(), query.manifest);
    const { pane } = integration;
    const { owaOrigins, entra } = pane;
    response.set(paneHeaders({ sources: pane, owaOrigins, authority: entra?.authority ?? null }));
    response.send(renderPanePage({ config: configOf(integration), sources: pane, files }));
  });
  router.get(`${PATH}/:id/pane/assets/:file`, async ({ params }, response, next) => {
    const content = (await assets).contents.get(params.file);
    if (content === undefined) {
      next();
      return;
    }
    response.set(assetHeaders(params.file)).send(content);
  });
  return router;
}

function configOf({ paneTexts, pane }: EdgeIntegration): PaneConfig {
  return {
    texts: paneTexts,
    singleUse: pane.singleUse,
    personal: pane.personal,
    debugLog: pane.debugLog,
    joinBeforeMinutes: pane.joinBeforeMinutes,
    joinAfterMinutes: pane.joinAfterMinutes,
    exchangeTokens: pane.exchangeTokens,
    entra: pane.entra,
  };
}
