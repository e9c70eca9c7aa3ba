import { createManagerClient, managerCalls } from '@vmrkit/core/composition';
import { jsonPlatformPlugin } from '@vmrkit/platform-json';
import { PluginRegistry } from '@vmrkit/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { featureParts } from '../http/features.fixture.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { shippedFeatures } from '../runtime/shipped-features.ts';
import { createOpenApiDocument } from './create-openapi-document.ts';

const never = () => Promise.reject(new Error('Nobody asks.'));
const kit = {
  edge: {},
  manager: createManagerClient(never),
  platformWatch: { servedBy: async () => undefined },
  joinLinks: { usePlatforms: () => undefined },
  plugins: new PluginRegistry([jsonPlatformPlugin]),
};
const platform = {
  name: 'p',
  adapter: 'json',
  credentials: { bearer_sha256: '0'.repeat(64) },
  tenants: 'all',
};
const parts = featureParts({ kit, config: { platforms: [platform] }, managerSecret: 'secret' });
const describeAll = async (features: readonly ServerFeature[], given = parts) => {
  const groups = features.map(async (feature) => {
    const { routes = [], mount } = await feature.open(given);
    return { name: feature.name, routes: [...routes, ...(mount?.described ?? [])] };
  });
  return createOpenApiDocument(await Promise.all(groups));
};
const operationsOf = ({ paths }: typeof document) =>
  Object.values(paths ?? {})
    .flatMap(({ get, post }) => [get?.operationId, post?.operationId])
    .filter((id) => id !== undefined);

let document: ReturnType<typeof createOpenApiDocument>;
let text: string;
beforeAll(async () => {
  document = await describeAll(shippedFeatures);
  text = JSON.stringify(document);
});

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

  it('describes what is served, and no other', async () => {
    const alive = ['healthz', 'readyz'];
    const panes = ['reserveSingleUseVmr', 'beginSignIn', 'takeSignInResult'];
    panes.push('listPersonalVmrs', 'renderPersonalVmr');
    const managers = Object.values(managerCalls).map(({ id }) => id);
    const faced = shippedFeatures.filter(({ listeners }) => listeners.includes('public'));
    const served = operationsOf(await describeAll(faced));
    expect(served).toEqual([...alive, ...panes, ...managers, 'decideAdmission']);
    expect(operationsOf(await describeAll(faced, featureParts({ kit })))).toEqual([...alive, ...panes]);
  });

  it('describes what the routes check and answer', () => {
    for (const name of ['draft_key', 'correlation_id', 'opens_at', 'token_public_key'])
      expect(text).toContain(`"${name}"`);
  });
});
