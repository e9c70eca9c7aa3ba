import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { admissionAnswerSchema, admissionQuestionSchema } from '@vmrkit/platform-json';
import { CLIENT_PATH } from '@vmrkit/sdk';
import type { Router } from 'express';
import { z } from 'zod';
import { DECISIONS_PATH } from '../admission-api/create-admission-router.ts';
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

const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });

const problems = (...statuses: number[]): RouteConfig['responses'] =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: 'A problem.', content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );

const answers = (description: string, schema: z.ZodType, ...faults: number[]): RouteConfig['responses'] => ({
  200: { description, ...json(schema) },
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
      body: json(reservationRequestSchema),
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
    path: DECISIONS_PATH,
    operationId: 'decideAdmission',
    summary: 'Answers whether a participant may join a room now.',
    tags: ['admission'],
    security: [{ platformToken: [] }, { platformPassword: [] }],
    request: { body: json(admissionQuestionSchema) },
    responses: answers('The decision.', admissionAnswerSchema, 400, 401, 413, 415, 429, 503),
  },
  {
    method: 'post',
    path: `${MANAGER_PATH}/reservations`,
    operationId: 'reserveAtManager',
    summary: 'What an edge forwards.',
    tags: ['manager'],
    security: [{ edgeSecret: [] }],
    request: { body: json(managerReserveRequestSchema) },
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
        200: { description: 'Yes.', ...json(healthSchema) },
        ...(name === 'readyz' ? { 503: { description: 'No.', ...json(healthSchema) } } : {}),
      },
    }),
  ),
];

/** The OpenAPI description of what these routers serve, made from the schemas that check requests. */
export function createOpenApiDocument(routers: readonly Router[]) {
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
  for (const route of routes) if (served.has(`${route.method} ${route.path}`)) registry.registerPath(route);
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
