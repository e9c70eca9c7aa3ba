import type { PlatformRoute } from '@vmrkit/core';
import { z } from 'zod';
import { fixedPart } from '../http/create-routers.ts';
import type { RouteDescription } from '../http/route.ts';
import type { Served } from '../http/server-feature.ts';
import { type AdmissionRouterOptions, createAdmissionRouter } from './create-admission-router.ts';
import { servedRoutes, verbs } from './platform-routes.ts';

/** The routes of platforms, described as their adapters do. */
export function servePlatforms(options: AdmissionRouterOptions): Required<Pick<Served, 'mount' | 'settled'>> {
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
