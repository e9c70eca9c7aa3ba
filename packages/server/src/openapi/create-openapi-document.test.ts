import { silentLogger } from '@vmrkit/core';
import { jsonJoinAdapter } from '@vmrkit/platform-json';
import type { Router } from 'express';
import { describe, expect, it } from 'vitest';
import { createAdmissionRouter } from '../admission-api/create-admission-router.ts';
import type { PlatformConnection } from '../admission-api/platform-connection.ts';
import { routeFaults } from '../admission-api/platform-routes.ts';
import { createClientRouter } from '../client-api/create-client-router.ts';
import { createManagerRouter } from '../manager-api/create-manager-router.ts';
import { createHealthRouter } from '../operations-api/create-health-router.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { createOpenApiDocument } from './create-openapi-document.ts';

const never = () => Promise.reject(new Error('Nobody asks.'));
const shared = { metrics: new ServerMetrics(), logger: silentLogger };
const client = createClientRouter({
  ...shared,
  edge: { reserve: never, paneTexts: never },
  requestsPerMinute: 1,
});
const manager = createManagerRouter({
  ...shared,
  manager: { reserve: never, snapshot: never },
  secret: 'secret',
});
const platform = { name: 'p', tenants: 'all', mayHearReason: true } as const;
const admissionOf = (connections: readonly PlatformConnection[]) =>
  createAdmissionRouter({ ...shared, admit: never, connections });
const platforms: readonly PlatformConnection[] = [
  { ...platform, adapter: jsonJoinAdapter, credentials: { bearer_sha256: '' } },
];
const admission = admissionOf(platforms);
const health = createHealthRouter({ ...shared, ready: never });

const document = createOpenApiDocument([client, manager, admission, health], platforms);
const text = JSON.stringify(document);
const operations = (...routers: readonly Router[]) =>
  Object.values(createOpenApiDocument(routers, platforms).paths ?? {})
    .flatMap(({ get, post }) => [get?.operationId, post?.operationId])
    .filter((id) => id !== undefined);

describe('createOpenApiDocument', () => {
  it('is an OpenAPI 3.1 document whose references all lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = path.split('/').reduce<unknown>((node, key) => Reflect.get(Object(node), key), document);
      expect(target, path).toBeDefined();
    }
  });

  it('gives each operation its own id, known security, a sound path and described answers', () => {
    const ids = new Set<string>();
    const schemes = Object.keys(document.components?.securitySchemes ?? {});
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      for (const operation of Object.values(item)) {
        expect(ids).not.toContain(operation.operationId);
        ids.add(operation.operationId);
        for (const need of operation.security ?? [])
          expect(schemes).toEqual(expect.arrayContaining(Object.keys(need)));
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const parameters: { in: string; name: string }[] = operation.parameters ?? [];
        expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
        expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
        for (const response of Object.values<{ description: string }>(operation.responses))
          expect(response.description).not.toBe('');
      }
    }
  });

  it('describes each route that is served, and no other', () => {
    const reserve = 'reserveSingleUseVmr';
    const alive = ['healthz', 'readyz'];
    expect(operations(health, client)).toEqual([reserve, ...alive]);
    expect(operations(health, manager, admissionOf([]))).toEqual([
      ...['reserveAtManager', 'takeSnapshot'],
      ...alive,
    ]);
    const all = [reserve, 'reserveAtManager', 'takeSnapshot', ...alive, 'decideAdmission'];
    expect(operations(client, manager, admission, health)).toEqual(all);
    const served = [client, manager, admission, health].flatMap(({ stack }) =>
      stack.flatMap(({ route }) => (route === undefined ? [] : [route.path])),
    );
    expect(new Set(served).size).toBe(all.length);
  });

  it('keeps platforms away from every path of the server', () => {
    const paths = Object.keys(createOpenApiDocument([client, manager, health]).paths ?? {});
    for (const path of [...paths, '/metrics', '/api/openapi.json']) {
      const adapter = { ...jsonJoinAdapter, routes: [{ method: 'GET', path }] as const };
      expect(routeFaults([{ ...platform, adapter, credentials: { bearer_sha256: '' } }]), path).toMatchObject(
        [{ code: 'route_reserved' }],
      );
    }
  });

  it('describes what the routes check and answer', () => {
    for (const name of ['draft_key', 'correlation_id', 'opens_at', 'token_public_key'])
      expect(text).toContain(`"${name}"`);
  });
});
