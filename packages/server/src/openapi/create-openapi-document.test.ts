import { describe, expect, it } from 'vitest';
import { createOpenApiDocument } from './create-openapi-document.ts';

const document = createOpenApiDocument();
const text = JSON.stringify(document);

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
    expect([...ids].sort()).toEqual(
      [
        'decideAdmission',
        'healthz',
        'readyz',
        'reserveAtManager',
        'reserveSingleUseVmr',
        'takeSnapshot',
      ].sort(),
    );
  });

  it('describes what the routes check and answer', () => {
    for (const name of ['draft_key', 'correlation_id', 'opens_at', 'token_public_key'])
      expect(text).toContain(`"${name}"`);
  });
});
