import type { VmrKit } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import { createOpenApiDocument } from '../openapi/create-openapi-document.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { answerErrors, unknownRoute } from './answer-errors.ts';
import { apiHeaders } from './api-headers.ts';
import { correlation } from './correlation.ts';
import { observe } from './observe.ts';
import type { FeatureParts, Served, ServerFeature } from './server-feature.ts';

/** What the routers are made from. */
export interface RoutersOptions extends Pick<FeatureParts, 'config' | 'managerSecret'> {
  readonly features: readonly ServerFeature[];
  readonly metrics?: ServerMetrics;
  /** Rejects while this process should get no requests; without it it always may. */
  ready?(): Promise<void>;
}

/** The routers of both listeners. */
export interface ServerRouters {
  readonly public: Router;
  readonly admin: Router;
}

interface OpenFeature extends ServerFeature, Served {}

const OPENAPI_PATH = '/api/openapi.json';

/**
 * Opens features and gives their routes, to be mounted at the root of an Express application: each router answers all
 * that lies under its features' paths, problems included, and passes everything else on. The public one serves the API's
 * description under `/api/openapi.json`. Rejects as the features' `open` does.
 */
export async function createRouters(kit: VmrKit, options: RoutersOptions): Promise<ServerRouters> {
  const { features, config, managerSecret, metrics = new ServerMetrics(), ready = async () => {} } = options;
  const logger = await kit.get('logger');
  const parts: FeatureParts = { kit, config, managerSecret, metrics, logger, ready };
  const opened: OpenFeature[] = [];
  for (const feature of features) opened.push({ ...feature, ...(await feature.open(parts)) });
  const enter = await createEntry(parts);
  const routerOf = (listener: 'public' | 'admin') =>
    createRouter(
      opened.filter(({ listeners }) => listeners.includes(listener)),
      { enter, logger, describe: listener === 'public' },
    );
  return { public: routerOf('public'), admin: routerOf('admin') };
}

/** What every request passes first. */
export async function createEntry({
  kit,
  logger,
  metrics,
}: Pick<FeatureParts, 'kit' | 'logger' | 'metrics'>): Promise<readonly RequestHandler[]> {
  return [correlation(await kit.get('random')), observe({ logger, metrics })];
}

interface RouterOptions extends Pick<FeatureParts, 'logger'> {
  readonly enter: readonly RequestHandler[];
  /** Whether the API's description is served. */
  readonly describe: boolean;
}

function createRouter(features: readonly OpenFeature[], { enter, logger, describe }: RouterOptions): Router {
  const routes = features.flatMap((each) => each.routes ?? []);
  const mounts = features.flatMap(({ mount }) => mount ?? []);
  const router = Router();
  const prefixes = [...routes.map(({ path }) => fixedPart(path)), ...mounts.map(({ prefix }) => prefix)];
  if (describe) prefixes.push(OPENAPI_PATH);
  router.use(leaveUnlessUnder(prefixes), ...enter);
  if (describe) {
    const document = createOpenApiDocument(
      features.map(({ name, routes = [], mount }) => ({
        name,
        routes: [...routes, ...(mount?.described ?? [])],
      })),
    );
    router.get(OPENAPI_PATH, apiHeaders, (_request, response) => {
      response.json(document);
    });
  }
  for (const { method, path, handler } of routes) {
    router[method](path.replace(/\{(\w+)\}/g, ':$1'), apiHeaders, handler);
  }
  for (const mount of mounts) router.use(mount.router);
  router.use(apiHeaders, unknownRoute);
  router.use(answerErrors(logger));
  return router;
}

/** A path up to its first parameter. */
function fixedPart(path: string): string {
  return path.replace(/\/\{.*$/, '');
}

function leaveUnlessUnder(prefixes: readonly string[]): RequestHandler {
  return ({ path }, _response, next) => {
    const asked = path.toLowerCase();
    const isOurs = prefixes.some((prefix) => asked === prefix || asked.startsWith(`${prefix}/`));
    next(isOurs ? undefined : 'router');
  };
}
