import { manifestContent, renderManifest } from '@vmrkit/addin';
import { type ManifestFlavour, manifestFlavours } from '@vmrkit/core/composition';
import { createVmrKit } from '@vmrkit/sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kitConfigOf } from '../../packages/server/src/config/server-config.ts';
import { INTEGRATION, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord({ add_in: { server_fqdn: 'vmr.example.com' } });
});
afterEach(() => deployment.close());

async function issue(flavour: ManifestFlavour): Promise<string> {
  const kit = createVmrKit({
    plugins: deployment.plugins,
    config: kitConfigOf(deployment.config()),
    masterKeys: deployment.environment.masterKeys,
  });
  try {
    const records = await kit.get('integrationRecords');
    const { record, version } = await records.issueManifest(INTEGRATION, (each) =>
      manifestContent(each, flavour),
    );
    return renderManifest(record, { flavour, version });
  } finally {
    await kit.close();
  }
}

const addressesOf = (xml: string) =>
  [...xml.matchAll(/"https:\/\/vmr\.example\.com(\/[^"]+)"/g)].map(([, path = '']) => path);

it('[S10.3b] an old manifest goes on working beside the new one, and is told from it in the metrics', async () => {
  const { publicUrl, adminUrl } = await deployment.start('all');
  const old = await issue('microsoft-365');
  await deployment.importRecord({
    add_in: { server_fqdn: 'vmr.example.com', description: 'Other rooms' },
  });
  const xml = await issue('microsoft-365');
  for (const path of new Set([...addressesOf(old), ...addressesOf(xml)])) {
    await expect.poll(async () => (await fetch(`${publicUrl}${path}`)).status, { timeout: 10_000 }).toBe(200);
  }
  const versions = [old, xml].map((each) => /<Version>([\d.]+)/.exec(each)?.[1] ?? '');
  expect(new Set(versions).size).toBe(2);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  for (const version of versions) {
    expect(metrics).toContain(
      `vmrkit_panes_opened_total{integration="${INTEGRATION}",manifest="${version}"}`,
    );
  }
});

it('[S10.3b, S2.5d] every address of a manifest is one that the edge serves, icons without a word about caching', async () => {
  const { publicUrl } = await deployment.start('all');
  for (const flavour of manifestFlavours) {
    const xml = await issue(flavour);
    const addresses = addressesOf(xml);
    expect(new Set(addresses).size).toBeGreaterThan(5);
    for (const path of new Set(addresses)) {
      const get = () => fetch(`${publicUrl}${path}`);
      await expect.poll(async () => (await get()).status, { timeout: 10_000 }).toBe(200);
      if (!path.includes('/images/')) continue;
      const { headers } = await get();
      expect(headers.get('content-type')).toBe('image/png');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      const caching = ['cache-control', 'expires', 'pragma', 'etag', 'last-modified', 'age'];
      expect(caching.filter((name) => headers.has(name))).toEqual([]);
    }
  }
});
