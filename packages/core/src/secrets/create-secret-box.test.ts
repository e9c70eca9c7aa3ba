import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretBox } from './create-secret-box.ts';

const old = { id: '2025', key: new Uint8Array(32).fill(1) };
const fresh = { id: '2026', key: new Uint8Array(32).fill(2) };
const context = { tenantId: 'acme', integrationId: 'i-1', field: 'mailbox.settings.password' };
const box = createSecretBox({ keys: [fresh, old], randomBytes });
const oldBox = createSecretBox({ keys: [old], randomBytes });

describe('createSecretBox', () => {
  test('any text comes back, and never stands in what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (secret) => {
        const sealed = await box.seal(secret, context);
        expect(await box.open(sealed, context)).toBe(secret);
        if (secret.length > 3) expect(sealed).not.toContain(secret);
      }),
    );
  });

  test('the same secret is sealed differently each time', async () => {
    expect(await box.seal('x', context)).not.toBe(await box.seal('x', context));
  });

  test('a change of any character is noticed', async () => {
    const sealed = await box.seal('correct horse', context);
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      await expect(box.open(changed, context), `character ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_SECRET_(UNREADABLE|KEY_UNKNOWN)$/),
      });
    }
  });

  test.each([
    ['tenant', { ...context, tenantId: 'other' }],
    ['integration', { ...context, integrationId: 'i-2' }],
    ['field', { ...context, field: 'sign_in.settings.client_secret' }],
    ['a shifted border', { ...context, tenantId: 'acmei', integrationId: '-1' }],
  ])('a sealed secret opens nowhere else: %s', async (_, elsewhere) => {
    const sealed = await box.seal('s', context);
    await expect(box.open(sealed, elsewhere)).rejects.toMatchObject({ code: 'ERR_SECRET_UNREADABLE' });
  });

  test('the old key opens, the new one seals, rotation moves a text over', async () => {
    const sealed = await oldBox.seal('s', context);
    const rotated = await box.rotate(sealed, context);
    expect(rotated).toMatch(/^v1\.2026\./);
    expect(await box.open(rotated, context)).toBe('s');
    expect(await box.rotate(rotated, context)).toBe(rotated);
    await expect(oldBox.open(rotated, context)).rejects.toMatchObject({ code: 'ERR_SECRET_KEY_UNKNOWN' });
  });

  test('rotation refuses a text of another place', async () => {
    const sealed = await box.seal('s', context);
    await expect(box.rotate(sealed, { ...context, field: 'x' })).rejects.toMatchObject({
      code: 'ERR_SECRET_UNREADABLE',
    });
  });

  test.each(['', 'v1', 'v1.2026.', 'v1.2026.AAAA', 'v2.2026.AAAA', 'hunter2', 'v1.20 26.AAAA'])(
    'malformed text is refused without repeating it: %j',
    async (text) => {
      const error = await box.open(text, context).catch((fault: unknown) => fault);
      expect(error).toMatchObject({ code: 'ERR_SECRET_UNREADABLE' });
      if (text !== '') expect(String(error)).not.toContain(text);
    },
  );

  test.each([
    ['no key', []],
    ['a short key', [{ id: 'a', key: new Uint8Array(31) }]],
    ['a long key', [{ id: 'a', key: new Uint8Array(33) }]],
    ['an id with a dot', [{ id: 'a.b', key: new Uint8Array(32) }]],
    ['an id twice', [old, { ...fresh, id: old.id }]],
  ])('a bad ring is refused: %s', (_, keys) => {
    expect(() => createSecretBox({ keys, randomBytes })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_KEY_INVALID' }),
    );
  });

  test('random bytes of another length are refused', async () => {
    const weak = createSecretBox({ keys: [old], randomBytes: () => new Uint8Array(4) });
    await expect(weak.seal('s', context)).rejects.toThrow(TypeError);
  });
});
