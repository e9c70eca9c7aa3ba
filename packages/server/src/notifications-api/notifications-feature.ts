import { type InboundNotifications, InvalidInputError } from '@vmrkit/core';
import type { NotificationRelay, NotificationWay } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import { fixedPart } from '../http/create-routers.ts';
import { readBody } from '../http/json-body.ts';
import type { ServerFeature } from '../http/server-feature.ts';

/** What mail systems call on change, on the paths of their plugins; answered by every process. */
export const notificationsFeature: ServerFeature = {
  name: 'notifications',
  listeners: ['public'],
  roles: ['all', 'manager', 'edge'],
  async open({ kit, metrics }) {
    const ways = (await kit.get('plugins')).notifications();
    if (ways.length === 0) return {};
    for (const { notifications } of ways) refuseOtherPaths(notifications);
    const relay = await kit.get('notificationRelay');
    metrics.showNotifications(() => relay.counts);
    const router = Router();
    for (const way of ways) {
      router.post(way.notifications.path.replace('{key}', ':key'), apiHeaders, takeNotifications(way, relay));
    }
    return { mount: { paths: ways.map(({ notifications: { path } }) => fixedPart(path)), router } };
  },
};

const MAX_BYTES = 256 * 1_024;

function takeNotifications(
  { notifications, providers }: NotificationWay,
  relay: NotificationRelay,
): RequestHandler {
  return async (request, response) => {
    const body = await readBody(request, response, { maxBytes: MAX_BYTES });
    const { searchParams } = new URL(request.originalUrl, 'http://localhost');
    const { response: answer, deliver } = notifications.accept({
      key: String(request.params.key),
      query: Object.fromEntries([...searchParams].reverse()),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
    });
    // Answered first: who notifies waits some seconds at most, and managers may be away.
    response.status(answer.status).type('text/plain').set('Cache-Control', 'no-store').send(answer.text);
    relay.take(providers, deliver);
  };
}

const PATH = /^\/api\/(?!(?:client|admin|manager|admission)\/)(?:[a-z0-9._~-]+\/)+\{key\}$/;

function refuseOtherPaths({ path }: InboundNotifications): void {
  if (PATH.test(path)) return;
  throw new InvalidInputError(
    `${path} is no path for notifications: it needs the form /api/<mail system>/notifications/{key}, and not one of the server’s own. Tell the author of the plugin.`,
    { code: 'ERR_PLUGIN_ROUTE' },
  );
}
