import { describe, expect, test } from 'vitest';
import { entraCallerVerifierPlugin } from '../callers/entra-caller-verifier-plugin.ts';
import { azureSignInProviderPlugin } from '../sign-in/azure-sign-in-provider-plugin.ts';

const id = '11111111-aaaa-4111-8111-111111111111';
const other = '22222222-aaaa-4222-8222-222222222222';
const context = {
  integrationName: 'Sales',
  mailboxes: [],
  addInServerFqdn: 'vmr.example.com',
  mailHosts: [],
};

const callers = (changes: object = {}) => {
  const { settingsSchema, setup } = entraCallerVerifierPlugin;
  return setup?.(settingsSchema.parse({ tenant_ids: [id, other], client_id: id, ...changes }), context) ?? [];
};
const signIn = (changes: object = {}) => {
  const base = `https://login.microsoftonline.com/${id}/oauth2/v2.0`;
  const settings = {
    authorization_uri: `${base}/authorize`,
    token_uri: `${base}/token`,
    client_id: other,
    client_secret: 'correct horse',
    ...changes,
  };
  const { settingsSchema, setup } = azureSignInProviderPlugin;
  return setup?.(settingsSchema.parse(settings), context) ?? [];
};
const textOf = (steps: ReturnType<typeof callers>, step: string) =>
  steps.find((each) => each.id === step)?.lines.join('\n') ?? '';

describe('the set-up steps of Entra', () => {
  test('make an API of version 2.0 with the scope, and keep what stands there', () => {
    const api = textOf(callers({ scope: 'vmr', app_id_uri: "api://o'neill" }), 'api');
    expect(api).toContain('requestedAccessTokenVersion = 2');
    expect(api).toContain("value = 'vmr'");
    expect(api).toContain("@(@($app.IdentifierUris) + 'api://o''neill' | Select-Object -Unique)");
    expect(api).toContain(`-Filter 'appId eq ''${id}'''`);
  });

  test('register the origin for nested app authentication, at each application that asks', () => {
    expect(textOf(callers(), 'nested-app-authentication')).toContain("'brk-multihub://vmr.example.com'");
    const two = callers({ app_ids: [id, other] }).filter(({ id: name }) => name.startsWith('nested'));
    expect(new Set(two.map(({ id: name }) => name)).size).toBe(2);
  });

  test('give the link of each organization, in its cloud', () => {
    const links = textOf(callers({ authority: 'https://login.microsoftonline.us' }), 'admin-consent').split(
      '\n',
    );
    expect(links.map((link) => new URL(link).pathname)).toEqual([
      `/${id}/v2.0/adminconsent`,
      `/${other}/v2.0/adminconsent`,
    ]);
    expect(links[0]).toContain(`https://login.microsoftonline.us/`);
    expect(new URL(links[0] ?? '').searchParams.get('scope')).toBe(`api://${id}/access_as_user`);
    expect(new URL(links[0] ?? '').searchParams.get('state')).toBe('admin-consent');
  });

  test('of signing in name the redirect URI, the proof and User.Read', () => {
    const redirect = 'https://vmr.example.com/api/client/v2/msexchange_schedulers/oauth_redirect';
    expect(textOf(signIn(), 'redirect-uri')).toContain(`'${redirect}'`);
    expect(signIn().map((step) => step.id)).toEqual(['redirect-uri', 'client-secret', 'user-read']);
    const certified = signIn({ client_secret: null, certificate: 'c', private_key: 'k' });
    expect(certified.map((step) => step.id)).toEqual(['redirect-uri', 'certificate', 'user-read']);
    expect(textOf(signIn(), 'user-read')).toContain('graph.microsoft.com%2FUser.Read');
  });

  test('say why and who may; and hold no secret', () => {
    for (const step of [...callers(), ...signIn()]) {
      expect(step.why).toMatch(/\.$/);
      expect(step.rights).not.toEqual([]);
    }
    expect(JSON.stringify(signIn())).not.toContain('horse');
  });
});
