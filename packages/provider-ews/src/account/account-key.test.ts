import { describe, expect, it } from 'vitest';
import { testSettings } from '../test-support/test-deps.ts';
import { accountKey } from './account-key.ts';

const key = new Uint8Array(32);
const url = 'https://mail.corp.example/EWS/Exchange.asmx';
const keyOf = (more: Readonly<Record<string, unknown>> = {}, address = url) =>
  accountKey(testSettings(address, more), key, 'i-1');
const oauth = {
  enable_oauth: true,
  oauth_client_id: 'client',
  oauth_redirect_uri: 'https://vmr.corp.example/redirect',
  oauth_authorization_endpoint: 'https://sign-in.example/v2.0/authorize',
  oauth_token_endpoint: 'https://sign-in.example/v2.0/token',
};

describe('the account that settings name', () => {
  it.each([
    ['the port that goes without saying', 'https://mail.corp.example:443/EWS/Exchange.asmx', {}],
    ['letter case of host and path', 'https://MAIL.corp.example/ews/exchange.asmx', {}],
    ['letter case of the user', url, { service_account_username: 'CORP\\Svc' }],
    ['how it signs in', url, { authentication: 'ntlm' }],
    ['what it may do', url, { impersonation: false }],
    ['limits', url, { limits: { max_concurrency: 3 } }],
  ])('is the same whatever %s', (_what, address, more) => {
    expect(keyOf(more, address)).toBe(keyOf());
  });

  it.each([
    ['host', 'https://other.corp.example/EWS/Exchange.asmx', {}],
    ['port', 'https://mail.corp.example:8443/EWS/Exchange.asmx', {}],
    ['path', 'https://mail.corp.example/other/EWS/Exchange.asmx', {}],
    ['user', url, { service_account_username: 'corp\\svc2' }],
    ['password', url, { service_account_password: 'PÄSSWORD' }],
    [
      'where one part ends',
      url,
      { service_account_username: 'corp\\sv', service_account_password: 'cpässword' },
    ],
    ['kind of secret', url, oauth],
  ])('is another with another %s', (_what, address, more) => {
    expect(keyOf(more, address)).not.toBe(keyOf());
  });

  it('is another in another integration only where a person signed it in there', () => {
    const elsewhere = (more: Readonly<Record<string, unknown>>) =>
      accountKey(testSettings(url, more), key, 'i-2');
    expect(elsewhere(oauth)).not.toBe(keyOf(oauth));
    expect(elsewhere({})).toBe(keyOf());
  });

  it('is named otherwise in each run', () => {
    expect(accountKey(testSettings(url), new Uint8Array(32).fill(1), 'i-1')).not.toBe(keyOf());
  });
});
