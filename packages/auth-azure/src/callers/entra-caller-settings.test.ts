import { describe, expect, it } from 'vitest';
import { entraCallerSettingsSchema } from './entra-caller-settings.ts';

const id = '11111111-aaaa-4111-8111-111111111111';
const least = { tenant_ids: [id], client_id: id };
const parsed = (changes: object) => entraCallerSettingsSchema.safeParse({ ...least, ...changes });

describe('the settings of Entra access tokens', () => {
  it('need tenants and an application, and take their own output', () => {
    const { data } = parsed({ tenant_ids: `${id.toUpperCase()}\n\n` });
    expect(data).toEqual({
      ...least,
      app_id_uri: null,
      bypass_web_proxy: false,
      scope: 'access_as_user',
      app_ids: [],
      authority: 'https://login.microsoftonline.com',
      metadata_url: null,
      allow_guests: false,
    });
    expect(entraCallerSettingsSchema.parse(data)).toEqual(data);
    expect(parsed({ authority: 'https://Login.microsoftonline.us/' }).data?.authority).toBe(
      'https://login.microsoftonline.us',
    );
  });

  it.each([
    ['no tenant', { tenant_ids: [] }],
    ['a tenant for all', { tenant_ids: ['common'] }],
    ['no application', { client_id: undefined }],
    ['an application by its URI', { client_id: 'api://x' }],
    ['a URI that is none', { app_id_uri: 'x' }],
    ['two scopes', { scope: 'a b' }],
    ['a scope with its URI', { scope: `api://${id}/a` }],
    ['an authority with a path', { authority: 'https://login.microsoftonline.com/common' }],
    ['an authority over http', { authority: 'http://login.microsoftonline.com' }],
    ['metadata with a password', { metadata_url: 'https://a:b@login.microsoftonline.com/' }],
    ['a setting of nobody’s', { secret: 'x' }],
  ])('refuse %s', (_, changes) => {
    expect(parsed(changes).success).toBe(false);
  });
});
