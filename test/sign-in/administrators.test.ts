import { randomUUID } from 'node:crypto';
import { adfsSignInSettingsSchema, createAdfsSignInProvider } from '@vmrkit/auth-adfs';
import { azureSignInSettingsSchema, createAzureSignInProvider } from '@vmrkit/auth-azure';
import { instant, type SignInProvider, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { type Adfs, createAdfs, createEntra, type Entra, FormVisitor } from '@vmrkit/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAdminWorld } from '../../packages/server/src/admin-api/admin-world.fixture.ts';

const ORIGIN = 'http://localhost:8444';
const returnTo = (name: string) => `${ORIGIN}/api/admin/v1/sign_in/${name}/return`;
const olga = 'olga@corp.example';
const [tenantId, entraClient, adfsClient] = [randomUUID(), randomUUID(), randomUUID()];
const resource = 'https://vmr.example.com/admin';
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };

let entra: Entra;
let adfs: Adfs;
let world: Awaited<ReturnType<typeof openAdminWorld>>;

beforeAll(async () => {
  entra = await createEntra({
    settings: {
      tenants: [{ tenantId, users: [{ username: olga, objectId: randomUUID(), mail: olga }] }],
      apps: [{ clientId: entraClient, secret: 'swordfish', redirectUris: [returnTo('entra')] }],
    },
  });
  adfs = await createAdfs({
    settings: {
      version: '2019',
      users: [{ username: olga, email: olga }],
      clients: [{ clientId: adfsClient, redirectUris: [returnTo('adfs')] }],
      resources: [resource],
    },
  });
  const providers: Readonly<Record<string, () => Promise<SignInProvider> | SignInProvider>> = {
    azure: () => {
      const base = `${entra.origin}/${tenantId}/oauth2/v2.0`;
      const settings = azureSignInSettingsSchema.parse({
        authorization_uri: `${base}/authorize`,
        token_uri: `${base}/token`,
        client_id: entraClient,
        client_secret: 'swordfish',
        graph_url: entra.origin,
      });
      return createAzureSignInProvider({ http, settings });
    },
    adfs: () => {
      const settings = adfsSignInSettingsSchema.parse({
        authorization_uri: `${adfs.origin}/adfs/oauth2/authorize`,
        token_uri: `${adfs.origin}/adfs/oauth2/token`,
        client_id: adfsClient,
        resource_identifier: resource,
      });
      return createAdfsSignInProvider({ http, clock, logger: silentLogger, settings });
    },
  };
  const create = async (_kind: string, { name }: { readonly name: string }) => providers[name]?.();
  const sign_in = [
    { name: 'entra', title: 'Entra', provider: 'azure', settings: {} },
    { name: 'adfs', title: 'AD FS', provider: 'adfs', settings: {} },
  ];
  world = await openAdminWorld({
    kit: { integrationPlugins: { create } },
    config: { admin: { origin: ORIGIN, sign_in } },
  });
});
afterAll(() => Promise.all([world.close(), entra.close(), adfs.close()]));

const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

/** Goes to the provider, signs in there on its page, and comes back as the browser does. */
async function signIn(name: string, caller = {}, query = '') {
  const begun = await world.call(caller, `GET sign_in/${name}${query}`);
  const visitor = new FormVisitor();
  const page = await visitor.open(begun.headers.get('location') ?? '');
  const fields = { username: olga, password: 'sandbox', action: 'next' };
  const { search } = (await visitor.submit(page, fields)).url;
  const { headers } = await world.call(
    { Cookie: pairOf(begun.headers.getSetCookie()[0]) },
    `GET sign_in/${name}/return${search}`,
  );
  const session = headers.getSetCookie().find((each) => each.startsWith('__Host-vmrkit-admin='));
  return { location: headers.get('location'), session: pairOf(session) };
}

it.each(['entra', 'adfs'])(
  '[S1.6g] an account is tied to a person of %s, who signs in there from then on',
  async (name) => {
    expect(await signIn(name)).toEqual({
      location: '/admin/?sign_in_error=ERR_ADMIN_SIGN_IN_UNKNOWN',
      session: '',
    });
    const { caller } = await world.account(`olga-${name}`);
    expect((await signIn(name, caller, '?connect=true')).location).toBe('/admin/');
    const { location, session } = await signIn(name);
    expect(location).toBe('/admin/');
    const { json } = await world.call({ Cookie: session }, 'GET session');
    expect(json.account).toMatchObject({ name: `olga-${name}`, sign_in_provider: name });
  },
);
