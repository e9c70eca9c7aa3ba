import type { Logger } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import { createOpenApiDocument } from '../openapi/create-openapi-document.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { answerErrors, unknownRoute } from './answer-errors.ts';
import { apiHeaders } from './api-headers.ts';
import { correlation } from './correlation.ts';
import { observe } from './observe.ts';
import type { Route } from './route.ts';
import type { FeatureParts, Served, ServerFeature } from './server-feature.ts';

/** What the routers are made from. */
export interface RoutersOptions extends Pick<FeatureParts, 'config' | 'managerSecret'> {
  readonly features: readonly ServerFeature[];
  readonly metrics?: ServerMetrics;
  /** Rejects once nothing but a restart helps; without it that is never so. */
  alive?(): Promise<void>;
  /** Rejects while this process should get no requests; without it it always may. */
  ready?(): Promise<void>;
  /** Whether paths of no feature are answered too, as what is not there, instead of passed on. */
  readonly takeAll?: boolean;
}

/** The routers of both listeners. */
export interface ServerRouters {
  readonly public: RequestHandler;
  readonly admin: RequestHandler;
  /** Resolves once all is done that was answered before it was done. Call it after the last request, before the kit closes. */
  settled(): Promise<void>;
}

interface OpenFeature extends ServerFeature, Served {}

const OPENAPI_PATH = '/api/openapi.json';

/**
 * Opens features and gives their routes, to be mounted at the root of an Express application: each router answers all
 * that lies under its features' paths, problems included, and passes everything else on. Each serves the description of
 * its own API under `/api/openapi.json`. Rejects as the features' `open` does.
 */
export async function createRouters(kit: VmrKit, options: RoutersOptions): Promise<ServerRouters> {
  const { features, config, managerSecret, metrics = new ServerMetrics(), ready = async () => {} } = options;
  const { alive = async () => {}, takeAll = false } = options;
  const logger = await kit.get('logger');
  const parts: FeatureParts = { kit, config, managerSecret, metrics, logger, alive, ready };
  const opened: OpenFeature[] = [];
  for (const feature of features) opened.push({ ...feature, ...(await feature.open(parts)) });
  const watch = observe({ logger, metrics });
  const enter: RequestHandler = (request, response, next) =>
    correlation(request, response, () => watch(request, response, next));
  const routerFor = (listener: 'public' | 'admin') =>
    createRouter(
      opened.filter(({ listeners }) => listeners.includes(listener)),
      { enter, logger, takeAll },
    );
  return {
    public: routerFor('public'),
    admin: routerFor('admin'),
    settled: async () => void (await Promise.all(opened.map((each) => each.settled?.()))),
  };
}

interface RouterOptions extends Required<Pick<RoutersOptions, 'takeAll'>> {
  /** What every request passes first. */
  readonly enter: RequestHandler;
  readonly logger: Logger;
}

/** A request goes through the routes and the mounts under whose paths it is, and through no others. */
function createRouter(
  features: readonly OpenFeature[],
  { enter, logger, takeAll }: RouterOptions,
): RequestHandler {
  const mounts = features.flatMap(({ mount }) => mount ?? []);
  const routes = features.flatMap((each) => each.routes ?? []);
  const paths = [...routes.map(({ path }) => fixedPart(path)), OPENAPI_PATH];
  const api = { paths, router: routerOf(routes, features) };
  const fail = answerErrors(logger);
  return (request, response, next) => {
    const path = request.path.toLowerCase();
    const asked = [api, ...mounts].filter((each) => isUnder(path, each.paths));
    if (asked.length === 0 && !takeAll) {
      next();
      return;
    }
    const pass = (error?: unknown) => {
      const step = asked.shift();
      if (error) fail(error, request, response, next);
      else if (step) step.router(request, response, pass);
      else apiHeaders(request, response, () => fail(unknownRoute(), request, response, next));
    };
    enter(request, response, pass);
  };
}

/** The routes that are declared, and the description of all. */
function routerOf(routes: readonly Route[], features: readonly OpenFeature[]): Router {
  const router = Router();
  const mounts = features.flatMap(({ mount }) => mount ?? []);
  let document: object | null = null;
  let described: readonly unknown[] = [];
  router.get(OPENAPI_PATH, apiHeaders, (_request, response) => {
    const now = mounts.map((mount) => mount.described);
    if (document === null || now.some((each, at) => each !== described[at])) {
      described = now;
      document = createOpenApiDocument(
        features.map(({ name, routes: served = [], mount }) => ({
          name,
          routes: [...served, ...(mount?.described ?? [])],
        })),
      );
    }
    response.json(document);
  });
  for (const { method, path, handler } of routes) {
    router[method](path.replace(/\{(\w+)\}/g, ':$1'), apiHeaders, handler);
  }
  return router;
}

/** A path up to its first parameter, in lower case. */
export function fixedPart(path: string): string {
  return path.replace(/\/\{.*$/, '').toLowerCase();
}

function isUnder(asked: string, paths: readonly string[]): boolean {
  return paths.some((path) => asked.startsWith(path) && (asked[path.length] ?? '/') === '/');
}
