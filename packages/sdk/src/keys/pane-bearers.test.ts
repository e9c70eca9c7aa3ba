import { createHmac } from 'node:crypto';
import { instant, shift } from '@vmrkit/core';
import { createPaneBearerVerifier, type PaneBearerClaims } from '@vmrkit/core/composition';
import { callerVerifierContract } from '@vmrkit/testing';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { deriveKitKeys } from './kit-keys.ts';
import { createPaneBearerReader, createPaneBearers, publicBearerKeys } from './pane-bearers.ts';

const masters = [1, 2].map((fill) => ({ id: `k${fill}`, key: Buffer.alloc(32, fill) }));
const [fresh, old] = masters as [(typeof masters)[0], (typeof masters)[0]];
const ringOf = (...ring: typeof masters) => deriveKitKeys(ring).bearers;
const integration = { tenantId: 'acme', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' };
const issuedAt = instant(1_900_000_000_000);
const claims: PaneBearerClaims = {
  ...integration,
  subject: 'user/1',
  issuedAt,
  expiresAt: shift(issuedAt, 3_600_000),
};
const check = { integration, at: issuedAt };
const bearers = createPaneBearers(ringOf(old));

callerVerifierContract('panes’ bearers', async () => ({
  verifier: createPaneBearerVerifier(bearers, async () => true),
  token: await bearers.sign(claims),
  foreignToken: await bearers.sign({ ...claims, integrationId: 'another' }),
  options: { ...check, audience: 'https://vmr.example.com/pane' },
}));

describe('panes’ bearers', () => {
  test('are read by an edge, which has the public keys alone, also over a change of keys', async () => {
    const token = await bearers.sign(claims);
    const edge = createPaneBearerReader(() => publicBearerKeys(ringOf(fresh, old)));
    expect(await edge.read(token, check)).toEqual(claims);
    const renewed = await createPaneBearers(ringOf(fresh, old)).sign(claims);
    expect(await edge.read(renewed, check)).toEqual(claims);
    expect(decodeProtectedHeader(renewed).kid).not.toBe(decodeProtectedHeader(token).kid);
    for (const strangers of [[], publicBearerKeys(ringOf(fresh))]) {
      const read = createPaneBearerReader(() => strangers).read(token, check);
      await expect(read).rejects.toMatchObject({ code: 'ERR_TOKEN_SIGNATURE' });
    }
  });

  test('of another tenant’s integration with the same id is refused', async () => {
    const token = await bearers.sign({ ...claims, tenantId: 'other' });
    await expect(bearers.read(token, check)).rejects.toMatchObject({ code: 'ERR_TOKEN_AUDIENCE' });
  });

  test.each(['none', 'HS256'])('forged with the algorithm %s is refused', async (alg) => {
    const [key] = publicBearerKeys(ringOf(old));
    const head = { typ: 'vmrkit-pane+jwt', kid: key?.id, alg };
    const body = { tid: 'acme', aud: claims.integrationId, sub: 'user/1', iss: 'vmrkit', iat: 1, exp: 9e9 };
    const [h, b] = [head, body].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'));
    const mac = createHmac('sha256', Buffer.from(key?.publicKey ?? '', 'base64')).update(`${h}.${b}`);
    const token = `${h}.${b}.${alg === 'none' ? '' : mac.digest('base64url')}`;
    await expect(bearers.read(token, check)).rejects.toMatchObject({ code: 'ERR_TOKEN_SIGNATURE' });
  });

  test('of a user whose record is gone ends at once, and that of somebody without a record asks nobody', async () => {
    const known = new Set(['1']);
    const asked: string[] = [];
    const verifier = createPaneBearerVerifier(bearers, async (_, id) => {
      asked.push(id);
      return known.has(id);
    });
    const options = { ...check, audience: '' };
    const token = await bearers.sign(claims);
    expect(await verifier.verify(token, options)).toMatchObject({ key: 'user/1', provider: 'pane' });
    known.clear();
    await expect(verifier.verify(token, options)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    const stranger = await bearers.sign({ ...claims, subject: 'person/adfs/x' });
    expect(await verifier.verify(stranger, options)).toMatchObject({ key: 'person/adfs/x' });
    expect(asked).toEqual(['1', '1']);
  });
});
