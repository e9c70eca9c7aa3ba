import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { PlatformRoute } from '@vmrkit/core';
import type { Router } from 'express';
import { z } from 'zod';
import type { PlatformConnection } from '../admission-api/platform-connection.ts';
import { servedRoutes, verbs } from '../admission-api/platform-routes.ts';
import { CLIENT_PATH } from '../client-api/create-client-router.ts';
import { reservationAnswerSchema, reservationRequestSchema } from '../client-api/reservation-wire.ts';
import { problemSchema } from '../http/problem.ts';
import { MANAGER_PATH } from '../manager-api/create-manager-router.ts';
import {
  managerReserveAnswerSchema,
  managerReserveRequestSchema,
  managerSnapshotSchema,
} from '../manager-api/manager-wire.ts';
import { healthSchema } from '../operations-api/create-health-router.ts';
import { VERSION } from '../version.ts';

/** A schema of ours, or an adapter's as plain data. */
type Schema = z.ZodType | Readonly<Record<string, unknown>>;

const content = (schema: Schema, type = 'application/json') => ({ content: { [type]: { schema } } });

const problems = (...statuses: number[]): RouteConfig['responses'] =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: 'A problem.', content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );

const answers = (description: string, schema: Schema, ...faults: number[]): RouteConfig['responses'] => ({
  200: { description, ...content(schema) },
  ...problems(...faults, 500),
});

const routes: readonly RouteConfig[] = [
  {
    method: 'post',
    path: `${CLIENT_PATH.replace(':id', '{id}')}/reservations`,
    operationId: 'reserveSingleUseVmr',
    summary: 'Reserves a single-use VMR for a draft and gives its joining instructions.',
    tags: ['client'],
    security: [{ addInToken: [] }],
    request: {
      params: z.strictObject({ id: z.uuid().describe('The integration.') }),
      body: content(reservationRequestSchema),
    },
    responses: answers(
      'Joining instructions.',
      reservationAnswerSchema,
      400,
      401,
      403,
      404,
      409,
      413,
      415,
      429,
      503,
    ),
  },
  {
    method: 'post',
    path: `${MANAGER_PATH}/reservations`,
    operationId: 'reserveAtManager',
    summary: 'What an edge forwards.',
    tags: ['manager'],
    security: [{ edgeSecret: [] }],
    request: { body: content(managerReserveRequestSchema) },
    responses: answers(
      'The reservation.',
      managerReserveAnswerSchema,
      400,
      401,
      403,
      404,
      409,
      413,
      415,
      429,
      503,
    ),
  },
  {
    method: 'get',
    path: `${MANAGER_PATH}/snapshot`,
    operationId: 'takeSnapshot',
    summary: 'What an edge keeps to answer from while no manager can be asked.',
    tags: ['manager'],
    security: [{ edgeSecret: [] }],
    responses: answers('The snapshot.', managerSnapshotSchema, 401, 429, 503),
  },
  ...(['healthz', 'readyz'] as const).map(
    (name): RouteConfig => ({
      method: 'get',
      path: `/${name}`,
      operationId: name,
      summary: name === 'healthz' ? 'The process runs.' : 'The process can do its work.',
      tags: ['operations'],
      responses: {
        200: { description: 'Yes.', ...content(healthSchema) },
        ...(name === 'readyz' ? { 503: { description: 'No.', ...content(healthSchema) } } : {}),
      },
    }),
  ),
];

/** A platform's route in the words of its adapter; none for an adapter without any. */
function platformRoutes({ method, path, body, operation }: PlatformRoute): RouteConfig[] {
  if (operation === undefined) return [];
  const { id: operationId, summary, question, answer } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const type = body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  return [
    {
      method: verbs[method],
      ...{ path, operationId, summary, tags: ['admission'] },
      security: [{ platformToken: [] }, { platformPassword: [] }],
      request: {
        ...(names.length > 0 && {
          params: z.strictObject(Object.fromEntries(names.map((name) => [name, z.string()]))),
        }),
        ...(question !== undefined && { body: content(question, type) }),
      },
      responses: answers('The decision.', answer, 400, 401, 413, 415, 429, 503),
    },
  ];
}

/** The OpenAPI description of what these routers serve: by the schemas that check requests, and as adapters say. */
export function createOpenApiDocument(
  routers: readonly Router[],
  platforms: readonly PlatformConnection[] = [],
) {
  const served = new Set(routers.flatMap(routesOf));
  const registry = new OpenAPIRegistry();
  const schemes = {
    addInToken: 'bearer',
    platformToken: 'bearer',
    platformPassword: 'basic',
    edgeSecret: 'bearer',
  };
  for (const [name, scheme] of Object.entries(schemes)) {
    registry.registerComponent('securitySchemes', name, { type: 'http', scheme });
  }
  const described = [...routes, ...servedRoutes(platforms).flatMap(({ route }) => platformRoutes(route))];
  for (const route of described)
    if (served.has(`${route.method} ${route.path}`)) registry.registerPath(route);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'VMRKit', version: VERSION },
  });
}

/** The routes of a router, as `method /path/{parameter}`. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : route.stack.map(({ method }) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`),
  );
}
