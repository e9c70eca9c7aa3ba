import { randomUUID } from 'node:crypto';
import { ADMIN_CONSENT_STATE, adminConsentLink } from '@vmrkit/auth-azure';
import { createEntra, type Entra, FormVisitor } from '@vmrkit/sandbox';
import type { VmrServer } from '@vmrkit/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerWorld } from './server-world.ts';
import { CLIENT, CookieBrowser } from './sign-in-world.ts';

const [tenantId, clientId] = [randomUUID(), randomUUID()];
const redirectUri = `https://vmr.example.com${CLIENT}/oauth_redirect`;
let deployment: ServerWorld;
let server: VmrServer;
let entra: Entra;

beforeAll(async () => {
  const apps = [{ clientId, secret: 'swordfish', redirectUris: [redirectUri] }];
  entra = await createEntra({ settings: { tenants: [{ tenantId, users: [] }], apps } });
  deployment = await ServerWorld.create();
  await deployment.importRecord();
  server = await deployment.start('all');
});
afterAll(async () => {
  await deployment.close();
  await entra.close();
});

it.each([
  ['accept', 'Your organization has consented'],
  ['cancel', 'No consent was given'],
])('[S9.3c] an administrator who presses %s reads: %s', async (action, heading) => {
  const scopes = [`api://${clientId}/access_as_user`];
  const request = { authority: entra.origin, tenantId, clientId, scopes, redirectUri };
  const administrator = new FormVisitor();
  const asked = await administrator.open(adminConsentLink({ ...request, state: ADMIN_CONSENT_STATE }));
  const { url } = await administrator.submit(asked, { action });
  const page = await new CookieBrowser(server.publicUrl).go(url.href);
  expect(page).toMatchObject({ status: 200, code: null });
  expect(page.html).toContain(`<h1>${heading}</h1>`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it.each([
  ['shows nothing of the query', 'admin_consent=True&tenant=<img>&error_description=<img>', /^(?!.*<img)/s],
  ['is none of a sign-in that failed', 'error=access_denied&state=x', /ERR_SIGN_IN/],
  ['is none of a sign-in with a code', 'admin_consent=True&code=x&state=x', /ERR_SIGN_IN/],
])('[S9.3c] the page %s', async (_, query, expected) => {
  const { html } = await new CookieBrowser(server.publicUrl).go(`${CLIENT}/oauth_redirect?${query}`);
  expect(html).toMatch(expected);
});
