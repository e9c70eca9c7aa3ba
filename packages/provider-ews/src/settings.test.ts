import { describe, expect, it } from 'vitest';
import { ewsMailboxProviderPlugin } from './ews-mailbox-provider-plugin.ts';
import { ewsSettingsSchema } from './settings.ts';

const least = {
  ews_url: 'https://mail.corp.example/EWS/Exchange.asmx',
  service_account_username: 'corp\\svc',
  service_account_password: 'p',
};

describe('settings', () => {
  it('[S2.2b] need an address and an account; the rest has defaults', () => {
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
    [{ service_account_username: '' }],
    [{ service_account_username: 'a\r\nb' }],
    [{ authentication: 'none' }],
    [{ ca_certificates: 'accept anything' }],
    [{ exchange_version: '2010' }],
    [{ limits: { sync_interval_ms: 60_000 } }],
    [{ limits: { max_concurrency: 0 } }],
    [{ verify_tls: false }],
  ])('[S2.2b] refuse %j', (wrong) => {
    expect(ewsSettingsSchema.safeParse({ ...least, ...wrong }).success).toBe(false);
  });

  it('[S2.12h] the password is named as a secret, the address as where it goes', () => {
    expect(ewsMailboxProviderPlugin).toMatchObject({
      kind: 'mailbox-provider',
      name: 'ews',
      secrets: [{ name: 'service_account_password', sentTo: ['ews_url', 'ca_certificates'] }],
    });
  });
});
