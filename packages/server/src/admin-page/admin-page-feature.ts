import {
  type AdminAssets,
  adminAssetHeaders,
  adminPageHeaders,
  readAdminAssets,
  renderAdminPage,
} from '@vmrkit/admin';
import { codeOf, UnavailableError } from '@vmrkit/core';
import { Router } from 'express';
import type { ServerFeature } from '../http/server-feature.ts';

const PATH = '/admin';

/** The administration's page and its files, on the admin listener alone; what it shows comes from the admin API. */
export const adminPageFeature: ServerFeature = {
  name: 'admin-page',
  listeners: ['admin'],
  roles: ['all', 'manager'],
  async open({ logger }) {
    const assets = readAdminAssets().catch((cause: unknown) => {
      throw new UnavailableError('The admin page was not bundled: run `npm run build`.', {
        code: 'ERR_ADMIN_PAGE_NOT_BUILT',
        cause,
      });
    });
    // Mail is worked without it too: what is missing is told with each request for the page.
    await assets.catch((error: unknown) => {
      logger.error('There is no admin page.', { code: codeOf(error) });
    });
    return { mount: { paths: ['/', PATH], router: pageRouter(assets) } };
  },
};

/** Serves page and files; strict, since relative addresses of the page would lead elsewhere without its slash. */
function pageRouter(assets: Promise<AdminAssets>): Router {
  const router = Router({ strict: true });
  router.get(['/', PATH], (_request, response) => response.redirect(`${PATH}/`));
  router.get(`${PATH}/`, async (_request, response) => {
    const { files } = await assets;
    response.set(adminPageHeaders).send(renderAdminPage(files));
  });
  router.get(`${PATH}/assets/:file`, async ({ params }, response, next) => {
    const content = (await assets).contents.get(params.file);
    if (content === undefined) {
      next();
      return;
    }
    response.set(adminAssetHeaders(params.file)).send(content);
  });
  return router;
}
