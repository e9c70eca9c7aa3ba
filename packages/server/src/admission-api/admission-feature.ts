import type { AdmissionQuestion, PlatformRoute } from '@vmrkit/core';
import type { JoinPlatform } from '@vmrkit/sdk';
import { z } from 'zod';
import { fixedPart } from '../http/create-routers.ts';
import type { RouteDescription } from '../http/route.ts';
import type { Served, ServerFeature } from '../http/server-feature.ts';
import { type AdmissionRouterOptions, createAdmissionRouter } from './create-admission-router.ts';
import { EventQueue } from './event-queue.ts';
import { openConnections } from './open-connections.ts';
import type { PlatformConnection } from './platform-connection.ts';
import { servedRoutes, verbs } from './platform-routes.ts';

/** What conferencing platforms ask, on the routes of their adapters; without a platform nobody may. */
export const admissionFeature: ServerFeature = {
  name: 'admission',
  listeners: ['public'],
  roles: ['all', 'manager'],
  async open({ kit, config, metrics, logger }) {
    const connections = await openConnections(config.platforms, kit);
    if (connections.length === 0) return {};
    const manager = await kit.get('manager');
    (await kit.get('joinLinks')).usePlatforms(entrancesOf(connections));
    const events = new EventQueue({ logger, take: (told, from) => manager.takeEvents(told, from) });
    const admit = (question: AdmissionQuestion) => manager.admit(question);
    return servePlatforms({ connections, metrics, admit, events });
  },
};

function entrancesOf(connections: readonly PlatformConnection[]): readonly JoinPlatform[] {
  return connections.flatMap(({ name, tenants, adapter: { entrance } }) =>
    entrance === undefined ? [] : [{ name, tenants, entrance }],
  );
}

/** The routes of platforms, described as their adapters do. */
export function servePlatforms(options: AdmissionRouterOptions): Served {
  const routes = servedRoutes(options.connections).map(({ route }) => route);
  const paths = routes.map(({ path }) => fixedPart(path));
  return {
    mount: { paths, router: createAdmissionRouter(options), described: routes.flatMap(described) },
    settled: () => options.events.settled(),
  };
}

/** A platform's route in the words of its adapter; none for an adapter without any. */
function described({ method, path, body, operation }: PlatformRoute): RouteDescription[] {
  if (operation === undefined) return [];
  const { id, summary, question, answer } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return [
    {
      method: verbs[method],
      path,
      id,
      summary,
      answer,
      faults: [429, 503],
      access: { schemes: { platformToken: 'bearer', platformPassword: 'basic' } },
      ...(names.length > 0 && {
        params: z.strictObject(Object.fromEntries(names.map((name) => [name, z.string()]))),
      }),
      ...(question !== undefined && { body: question }),
      ...(body === 'form' && { bodyType: 'application/x-www-form-urlencoded' }),
    },
  ];
}
