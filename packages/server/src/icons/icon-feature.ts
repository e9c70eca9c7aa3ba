import { iconHash, iconSizes, resizeIcon } from '@vmrkit/addin';
import { NotFoundError } from '@vmrkit/core';
import { defaultIcon, type EdgeIntegration } from '@vmrkit/core/composition';
import { Router } from 'express';
import type { ServerFeature } from '../http/server-feature.ts';

const PATH = '/api/client/v2/msexchange_schedulers';

/**
 * No word about caching: Office shows a picture of its own where it is told anything about it. Outlook's pages on other
 * origins show the icons.
 */
const headers = {
  'Content-Type': 'image/png',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
} as const;

/** The add-in's icon in every size that manifests name, made from the one of the record. */
export const iconFeature: ServerFeature = {
  name: 'icons',
  listeners: ['public'],
  roles: ['all', 'edge'],
  async open({ kit }) {
    return { mount: { paths: [PATH], router: iconRouter(await kit.get('edge')) } };
  },
};

/** The edge as icons are taken from it. */
interface IconEdge {
  integration(integrationId: string): Pick<EdgeIntegration, 'icon'> | null;
}

function iconRouter(edge: IconEdge): Router {
  const router = Router();
  const icons = new IconShelf();
  router.get(`${PATH}/:id/images/:file`, async ({ params }, response) => {
    const id = params.id.toLowerCase();
    const size = Number(/^addin_icon_([1-9]\d{1,2})\.png$/.exec(params.file)?.[1]);
    const integration = edge.integration(id);
    if (integration === null || !iconSizes.has(size)) {
      throw new NotFoundError('There is no such icon.', { code: 'ERR_REQUEST_ROUTE' });
    }
    const png = await icons.take(id, { icon: integration.icon ?? defaultIcon, size });
    response.set(headers).send(Buffer.from(png));
  });
  return router;
}

interface Shelf {
  readonly hash: string;
  readonly bySize: Map<number, Promise<Uint8Array>>;
}

/** Keeps what was made of each integration's present icon, since everybody may ask. */
class IconShelf {
  readonly #shelves = new Map<string, Shelf>();

  take(id: string, { icon, size }: { readonly icon: string; readonly size: number }): Promise<Uint8Array> {
    const hash = iconHash(icon);
    const kept = this.#shelves.get(id);
    const shelf = kept?.hash === hash ? kept : { hash, bySize: new Map() };
    if (shelf !== kept) this.#shelves.set(id, shelf);
    const made = shelf.bySize.get(size);
    if (made !== undefined) return made;
    const making = resizeIcon(icon, size);
    shelf.bySize.set(size, making);
    // It may have failed for want of time alone.
    making.catch(() => shelf.bySize.delete(size));
    return making;
  }
}
