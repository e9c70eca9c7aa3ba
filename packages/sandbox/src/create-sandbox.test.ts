import { get } from 'node:https';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { createSandbox } from './create-sandbox.ts';

describe('the listener', () => {
  it('speaks TLS with a given key and certificate, and no other way then', async () => {
    const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const sandbox = await createSandbox({ tls: { key: pair.private, cert: pair.cert } });
    const status = await new Promise((resolve, reject) => {
      get(sandbox.url, { ca: pair.cert }, (response) => resolve(response.statusCode)).on('error', reject);
    });
    expect(status).toBe(401);
    expect(sandbox.metadataUrl).toMatch(/^https:\/\/127\.0\.0\.1:/);
    await expect(fetch(sandbox.url.replace('https', 'http'))).rejects.toThrow();
    await sandbox.close();
  });

  it('takes any free port, and says so when a port is taken', async () => {
    const first = await createSandbox();
    const port = Number(new URL(first.url).port);
    await expect(createSandbox({ port })).rejects.toThrow(/EADDRINUSE/);
    await first.close();
  });
});
