import { X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, importX509, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organizer, startTestBed, type TestBed } from '../../test-support/soap-client.ts';

let bed: TestBed;
const audience = 'https://addin.example/pane';

beforeAll(async () => {
  bed = await startTestBed();
});

afterAll(async () => {
  await bed.sandbox.close();
});

interface MetadataKey {
  readonly keyinfo: { readonly x5t: string };
  readonly keyvalue: { readonly value: string };
}

async function publishedKeys(): Promise<MetadataKey[]> {
  const document = await (await fetch(bed.sandbox.metadataUrl)).json();
  return document.keys;
}

async function verify(token: string) {
  const { x5t } = decodeProtectedHeader(token);
  const key = (await publishedKeys()).find((each) => each.keyinfo.x5t === x5t);
  if (!key) throw new Error('the key is not published');
  const certificate = new X509Certificate(Buffer.from(key.keyvalue.value, 'base64'));
  expect(certificate.fingerprint.replaceAll(':', '').toLowerCase()).toBe(
    Buffer.from(x5t ?? '', 'base64url').toString('hex'),
  );
  return jwtVerify(token, await importX509(certificate.toString(), 'RS256'), { audience });
}

describe('Exchange identity tokens', () => {
  it('verify with the published certificate, live 8 hours, name the metadata document', async () => {
    const token = await bed.client.identityToken({ mailbox: organizer, audience });
    const { payload } = await verify(token);
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(28_800);
    expect(payload.appctx).toMatchObject({ version: 'ExIdTok.V1', amurl: bed.sandbox.metadataUrl });
  });

  it('come in the other shapes on demand', async () => {
    const token = await bed.client.identityToken({
      mailbox: organizer,
      audience,
      appctxAsString: true,
      timesAsStrings: true,
    });
    const payload: Record<string, unknown> = decodeJwt(token);
    expect(typeof payload.appctx).toBe('string');
    expect(typeof payload.exp).toBe('string');
  });

  it('are bad on demand: signature, lifetime', async () => {
    const forged = await bed.client.identityToken({ mailbox: organizer, audience, wrongSignature: true });
    await expect(verify(forged)).rejects.toThrow(/signature/);
    const old = await bed.client.identityToken({ mailbox: organizer, audience, shiftSeconds: -30_000 });
    await expect(verify(old)).rejects.toThrow(/exp/);
  });

  it('follow a rolled key', async () => {
    const before = await bed.client.identityToken({ mailbox: organizer, audience });
    await bed.client.rollKey(true);
    await verify(before);
    const after = await bed.client.identityToken({ mailbox: organizer, audience });
    await verify(after);
    expect(decodeProtectedHeader(after).x5t).not.toBe(decodeProtectedHeader(before).x5t);
    await bed.client.rollKey(false);
    await expect(verify(before)).rejects.toThrow(/not published/);
  });
});
