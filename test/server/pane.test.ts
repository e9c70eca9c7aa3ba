import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, INTEGRATION, ServerWorld } from './server-world.ts';

const PANE = `/api/client/v2/msexchange_schedulers/${INTEGRATION}/pane`;
/** Headers that differ from call to call, or are the connection's. */
const ofConnection = /^(?:date|connection|keep-alive|content-length|x-correlation-id|transfer-encoding)$/;

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord({
    add_in: { server_fqdn: 'vmr.example.com', owa_origins: ['https://owa.example.com'] },
  });
});
afterEach(() => deployment.close());

const headersOf = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => !ofConnection.test(name)));

describe('the pane', () => {
  it('[S10.1a, S10.4a] is served by the edge without its manager, every header as it must be', async () => {
    const manager = await deployment.start('manager');
    const edge = await deployment.start('edge', { config: deployment.edgeConfig(manager.publicUrl) });
    await expect
      .poll(async () => (await ask(`${edge.publicUrl}${PANE}`, { method: 'GET' })).status, {
        timeout: 10_000,
      })
      .toBe(200);
    await manager.stop();
    const page = await ask(`${edge.publicUrl}${PANE}?_host_Info=x&McasTsid=1`, { method: 'GET' });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(headersOf(page.headers)).toEqual({
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'unsafe-none',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
    });
    expect(policy).toMatch(/script-src 'self' https:\/\/appsforoffice\.microsoft\.com /);
    expect(policy).toMatch(/frame-ancestors https:\/\/outlook\.office\.com .* https:\/\/owa\.example\.com$/);
    expect(page.text).toContain('Raum hinzugefügt');
    const addresses = [...page.text.matchAll(/(?:src|href)="(pane\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(addresses).toHaveLength(3);
    for (const path of addresses) {
      const url = new URL(path, `${edge.publicUrl}${PANE}`);
      const file = await ask(url.href, { method: 'GET' });
      expect(file.status).toBe(200);
      expect(headersOf(file.headers)).toEqual({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': `text/${path.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('[S10.1a] is not there for other integrations, and its folder holds nothing else', async () => {
    const { publicUrl } = await deployment.start('all');
    const status = async (path: string) => (await ask(`${publicUrl}${path}`, { method: 'GET' })).status;
    await expect.poll(() => status(PANE), { timeout: 10_000 }).toBe(200);
    expect(
      await status(
        PANE.toUpperCase()
          .replace('/API/CLIENT/V2/MSEXCHANGE_SCHEDULERS', '/api/client/v2/msexchange_schedulers')
          .replace('/PANE', '/pane'),
      ),
    ).toBe(200);
    expect(await status(`${PANE}/`)).toBe(404);
    expect(await status(PANE.replace(INTEGRATION, INTEGRATION.replace('b', 'a')))).toBe(404);
    for (const name of ['files.json', '..%2F..%2Fpackage.json', 'main.js']) {
      expect(await status(`${PANE}/assets/${name}`)).toBe(404);
    }
  });
});
