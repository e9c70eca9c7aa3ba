import { instant } from '@vmrkit/core';
import { parseIntegrationRecord } from '@vmrkit/core/composition';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import { snapshotOf } from './snapshot-of.ts';

const contract = {
  settingsSchema: z.looseObject({}),
  description: { title: 'Any', documentation: '', fields: {} },
};
const plugins = {
  mailbox: { ews: contract },
  signIn: {},
  roomSources: {},
  callers: { exchange: contract, entra: contract },
};
const CLIENT = '6f1f2f3f-0000-4000-8000-000000000001';
const TENANT = '6f1f2f3f-0000-4000-8000-000000000002';
const entra = {
  client_id: CLIENT,
  tenant_ids: [TENANT],
  authority: 'https://login.microsoftonline.com',
  app_id_uri: null,
  scope: 'access_as_user',
};

function paneOf(changes: object) {
  const record = parseIntegrationRecord(
    {
      general: { name: 'Sales' },
      mailbox: { provider: 'ews', mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }] },
      single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
      add_in: { server_fqdn: 'vmr.example.com' },
      callers: [{ provider: 'exchange' }],
      ...changes,
    },
    { plugins, deployment: { allowHttpLoopback: false }, newUuid: () => crypto.randomUUID() },
  );
  const live = { record } as unknown as LiveIntegration;
  const { integrations } = snapshotOf([live], {
    bearerKeys: [],
    takenAt: instant(1),
    tokenPublicKey: new Uint8Array(32),
  });
  return integrations[0];
}

describe('what an edge gets to know of the pane', () => {
  it('says who may prove themselves how', () => {
    expect(paneOf({})?.pane).toMatchObject({ exchangeTokens: true, entra: null });
    expect(paneOf({ callers: [{ provider: 'entra', settings: entra }] })?.pane).toMatchObject({
      exchangeTokens: false,
      entra: {
        clientId: CLIENT,
        authority: `https://login.microsoftonline.com/${TENANT}`,
        scope: `api://${CLIENT}/access_as_user`,
      },
    });
    const many = { ...entra, tenant_ids: [TENANT, CLIENT], app_id_uri: 'api://vmr.example.com/x' };
    expect(paneOf({ callers: [{ provider: 'entra', settings: many }] })?.pane.entra).toMatchObject({
      authority: 'https://login.microsoftonline.com/organizations',
      scope: 'api://vmr.example.com/x/access_as_user',
    });
  });

  it('has our own texts in every language where the record says nothing else', () => {
    const texts = paneOf({ add_in: { server_fqdn: 'vmr.example.com', pane: { title: 'Rooms' } } })?.paneTexts;
    expect(texts?.title).toEqual({ default: 'Rooms' });
    expect(texts?.success_heading).toMatchObject({ default: 'Room added', fr: 'Salle ajoutée' });
  });

  it('has custom sources only while they are switched on', () => {
    const urls = {
      office_js_url: 'https://static.example.com/office.js',
      fabric_css_url: 'https://static.example.com/a.css',
      fabric_components_css_url: 'https://static.example.com/b.css',
    };
    expect(paneOf({ advanced: urls })?.pane).toMatchObject({ officeJsUrl: null, styleUrls: [] });
    expect(paneOf({ advanced: { ...urls, use_custom_addin_sources: true } })?.pane).toMatchObject({
      officeJsUrl: urls.office_js_url,
      styleUrls: [urls.fabric_css_url, urls.fabric_components_css_url],
    });
  });
});
