import { describe, expect, it } from 'vitest';
import { ewsMailboxProviderPlugin } from './ews-mailbox-provider-plugin.ts';
import { ewsSettingsSchema } from './settings.ts';

const least = {
  ews_url: 'https://mail.corp.example/EWS/Exchange.asmx',
  service_account_username: 'corp\\svc',
  service_account_password: 'p',
};

describe('settings', () => {
  it('need an address and an account; the rest has defaults', () => {
    expect(ewsSettingsSchema.parse(least)).toMatchObject({
      authentication: 'basic',
      impersonation: true,
      ca_certificates: null,
      exchange_version: '2016',
      limits: { max_concurrency: 10, streaming_silence_ms: 90_000, replies_per_minute: null },
    });
  });

  it('accept what they made of themselves', () => {
    const parsed = ewsSettingsSchema.parse(least);
    expect(ewsSettingsSchema.parse(parsed)).toEqual(parsed);
  });

  it.each([
    [{ ews_url: 'ftp://mail.corp.example/' }],
    [{ ews_url: 'https://user:pass@mail.corp.example/' }],
    [{ ews_url: 'mail.corp.example' }],
    [{ ews_url: 'http://mail.corp.example/' }],
    [{ ews_url: 'https://mail.corp.example/#x' }],
    [{ service_account_password: undefined }],
    [{ service_account_username: '' }],
    [{ service_account_username: 'a\r\nb' }],
    [{ authentication: 'none' }],
    [{ ca_certificates: 'accept anything' }],
    [{ exchange_version: '2010' }],
    [{ limits: { sync_interval_ms: 60_000 } }],
    [{ limits: { max_concurrency: 0 } }],
    [{ verify_tls: false }],
  ])('refuse %j', (wrong) => {
    expect(ewsSettingsSchema.safeParse({ ...least, ...wrong }).success).toBe(false);
  });

  it('secrets are named with the addresses that they, or what they get, are sent to', () => {
    const sentTo = ['ews_url', 'ca_certificates'];
    expect(ewsMailboxProviderPlugin.secrets).toEqual([
      { name: 'service_account_password', sentTo },
      { name: 'oauth_client_secret', sentTo: ['oauth_token_endpoint', ...sentTo] },
      { name: 'oauth_private_key', sentTo: ['oauth_token_endpoint', ...sentTo] },
    ]);
  });
});

describe('OAuth for the service account', () => {
  const { service_account_password: _, ...account } = least;
  const login = 'https://login.example.com/5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11';
  const v1 = {
    oauth_authorization_endpoint: `${login}/oauth2/authorize`,
    oauth_token_endpoint: `${login}/oauth2/token`,
  };
  const v2 = {
    oauth_authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
    oauth_token_endpoint: `${login}/oauth2/v2.0/token`,
  };
  const oauth = {
    ...account,
    enable_oauth: true,
    oauth_client_id: '1fbd1c5d-6a0f-4c27-9f2c-4a6a1d7a2b11',
    oauth_redirect_uri: 'https://vmr.example.com/admin/platform/msexchangeconnector/oauth_redirect/',
  };
  const faultsOf = (settings: unknown) =>
    ewsSettingsSchema.safeParse(settings).error?.issues.map(({ path }) => path.join('.')) ?? [];

  it.each([
    ['v1', v1, []],
    ['v2', v2, []],
    ['a mixed pair', { ...v1, oauth_token_endpoint: v2.oauth_token_endpoint }, ['oauth_token_endpoint']],
    [
      'the other mixed pair',
      { ...v2, oauth_token_endpoint: v1.oauth_token_endpoint },
      ['oauth_token_endpoint'],
    ],
  ])('endpoints: %s', (_name, endpoints, faults) => {
    expect(faultsOf({ ...oauth, ...endpoints })).toEqual(faults);
  });

  it('needs all of its fields and no password, each a sound one', () => {
    const missing = Object.keys(v1).concat('oauth_client_id', 'oauth_redirect_uri').sort();
    expect(faultsOf({ ...account, enable_oauth: true }).sort()).toEqual(missing);
    for (const name of ['oauth_redirect_uri', 'oauth_token_endpoint']) {
      for (const wrong of ['http://login.example.com/oauth2/v2.0/token', 'nowhere']) {
        expect(faultsOf({ ...oauth, ...v2, [name]: wrong })).toEqual([name]);
      }
    }
  });

  it('keeps them while the switch is off, and then needs the password', () => {
    const off = { ...oauth, ...v2, enable_oauth: false };
    expect(faultsOf(off)).toEqual(['service_account_password']);
    expect(ewsSettingsSchema.parse({ ...off, ...least })).toMatchObject(v2);
  });
});
