import { manifestContent } from '@vmrkit/addin';
import { instant, UnavailableError } from '@vmrkit/core';
import { type ManifestFlavour, parseIntegrationRecord } from '@vmrkit/core/composition';
import type { StoredIntegration } from '@vmrkit/sdk';
import { recordingLogger } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { noteOldManifests } from './note-old-manifests.ts';

const ID = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';

const recordOf = (manifest: object = {}) =>
  parseIntegrationRecord(
    {
      id: ID,
      general: { name: 'Sales', enable_single_use_vmrs: false },
      add_in: { server_fqdn: 'vmr.example.com', manifest },
    },
    {
      plugins: { mailbox: {}, signIn: {}, roomSources: {}, callers: {} },
      deployment: { allowHttpLoopback: false },
    },
  );

/** What is logged about an integration of which `issued` was given out and whose record is `record` now. */
async function noted(issued: Partial<Record<ManifestFlavour, string>>, record = recordOf()) {
  const logger = recordingLogger();
  const manifests = Object.fromEntries(
    Object.entries(issued).map(([flavour, contentHash]) => [flavour, { contentHash, serial: 1 }]),
  );
  const value = { tenantId: 'default', name: 'Sales', record: {}, savedAt: instant(0), manifests };
  const stored: StoredIntegration = { id: ID, revision: '1', value };
  await noteOldManifests(
    { stored: async () => [stored], open: async () => ({ record, issues: [] }) },
    logger,
  );
  return logger.lines.map(({ fields }) => fields);
}

const present = (flavour: ManifestFlavour) => manifestContent(recordOf(), flavour).contentHash;

it('tells of a manifest that was issued and would be another now', async () => {
  const both = { 'on-premises': present('on-premises'), 'microsoft-365': 'of another version' };
  expect(await noted(both)).toEqual([{ integration: ID, flavours: 'microsoft-365' }]);
});

it('says nothing while they are the same, none was issued, or the flavour is off', async () => {
  expect(await noted({ 'on-premises': present('on-premises') })).toEqual([]);
  expect(await noted({})).toEqual([]);
  expect(await noted({ 'microsoft-365': 'old' }, recordOf({ cloud: false }))).toEqual([]);
});

it('a store that is away stops nothing', async () => {
  const logger = recordingLogger();
  const away = () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_STORE_AWAY' }));
  await noteOldManifests({ stored: away, open: away }, logger);
  expect(logger.lines).toMatchObject([{ fields: { code: 'ERR_STORE_AWAY' } }]);
});
