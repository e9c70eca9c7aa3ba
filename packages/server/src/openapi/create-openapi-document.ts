import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemSchema } from '../http/problem.ts';
import type { DescribedSchema, RouteDescription } from '../http/route.ts';
import { VERSION } from '../version.ts';

/** Routes that belong together. */
export interface RouteGroup {
  readonly name: string;
  readonly routes: readonly RouteDescription[];
}

/** The OpenAPI description of routes, made from the schemas that check their requests. */
export function createOpenApiDocument(groups: readonly RouteGroup[]) {
  const registry = new OpenAPIRegistry();
  const routes = groups.flatMap((group) => group.routes.map((route) => describe(route, group.name)));
  const schemes = Object.assign(
    {},
    ...groups.flatMap((group) => group.routes.map((each) => each.access.schemes)),
  );
  for (const [name, scheme] of Object.entries<string | { readonly cookie: string }>(schemes)) {
    registry.registerComponent(
      'securitySchemes',
      name,
      typeof scheme === 'string'
        ? { type: 'http', scheme }
        : { type: 'apiKey', in: 'cookie', name: scheme.cookie },
    );
  }
  const { $schema: _, ...problemShape } = z.toJSONSchema(problemSchema);
  registry.registerComponent('schemas', 'Problem', problemShape as never);
  for (const route of routes) registry.registerPath(route);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'VMRKit', version: VERSION },
  });
}

/** Statuses of the problems that a route may answer. */
function faultsOf({ access, body, query, faults }: RouteDescription): readonly number[] {
  const derived = [
    ...(Object.keys(access.schemes).length > 0 ? [401] : []),
    ...(body ? [400, 413, 415] : []),
    ...(query ? [400] : []),
  ];
  return [...new Set([...faults, ...derived, 500])].sort((one, other) => one - other);
}

function describe(route: RouteDescription, tag: string): RouteConfig {
  const { method, path, id, summary, access, params, query, body, bodyType, answer, answerType } = route;
  const { status: usual = 200, otherAnswers = [] } = route;
  const answers = [usual, ...otherAnswers].map((status) => [
    status,
    { description: summary, ...(status !== 204 && content(answer, answerType)) },
  ]);
  const problems = faultsOf(route).map((status) => [status, problem]);
  const security = Object.keys(access.schemes).map((name) => ({ [name]: [] }));
  return {
    method,
    path,
    operationId: id,
    summary,
    tags: [tag],
    ...(security.length > 0 && { security }),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(body && { body: content(body, bodyType) }),
    },
    responses: Object.fromEntries([...problems, ...answers]),
  };
}

function content(schema: DescribedSchema, type = 'application/json') {
  return { content: { [type]: { schema } } };
}

const problem = {
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
