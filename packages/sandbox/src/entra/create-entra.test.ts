import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormVisitor } from '../client/form-visitor.ts';
import { createEntra, type Entra } from './create-entra.ts';

const [tenant, second] = [randomUUID(), randomUUID()];
const [web, asking, pane, service] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const back = 'http://app.test/return';
let entra: Entra;
let certificate: { readonly private: string; readonly cert: string };

beforeAll(async () => {
  certificate = await generate([{ name: 'commonName', value: 'service' }], { keySize: 2048 });
  entra = await createEntra({
    settings: {
      tenants: [
        {
          tenantId: tenant,
          users: [
            { username: 'ada@corp.example', mail: 'ada@corp.example', emailVerified: true },
            { username: 'gone@corp.example', disabled: true },
            { username: 'safe@corp.example', mfaCode: '424242' },
            { username: 'ben_other.example#EXT#@corp.example', guestOf: second },
          ],
        },
        { tenantId: second, users: [{ username: 'cleo@second.example' }] },
      ],
      apps: [
        { clientId: web, secret: 'swordfish', redirectUris: [back], graphRoles: ['Mail.Read'] },
        { clientId: asking, secret: 'swordfish', redirectUris: [back], consent: 'ask' },
        { clientId: pane, ownKey: true },
        { clientId: service, certificate: certificate.cert, graphRoles: ['Calendars.ReadWrite'] },
      ],
    },
  });
});
afterAll(() => entra.close());

const json = async (path: string) => (await fetch(`${entra.origin}${path}`)).json();

function authorizeUrl(changes: Readonly<Record<string, string>> = {}): string {
  const url = new URL(`${entra.origin}/${tenant}/oauth2/v2.0/authorize`);
  const usual = {
    client_id: web,
    redirect_uri: back,
    response_type: 'code',
    scope: 'openid profile email User.Read',
  };
  for (const [name, value] of Object.entries({ ...usual, state: 's', nonce: 'n', ...changes })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

async function post(
  tenantId: string,
  fields: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${entra.origin}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  return (await answer.json()) as Record<string, string>;
}

const redeem = (code: string) =>
  post(tenant, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    client_id: web,
    client_secret: 'swordfish',
  });

describe('the metadata of a simulated Entra', () => {
  it('has the form of Entra', async () => {
    const document = await json(`/${tenant}/v2.0/.well-known/openid-configuration?appid=${pane}`);
    expect(document).toMatchObject({
      issuer: `${entra.origin}/${tenant}/v2.0`,
      jwks_uri: `${entra.origin}/${tenant}/discovery/v2.0/keys?appid=${pane}`,
    });
    expect(document).not.toHaveProperty('code_challenge_methods_supported');
    const common = await json('/common/v2.0/.well-known/openid-configuration');
    expect(common).toMatchObject({ issuer: `${entra.origin}/{tenantid}/v2.0` });
    expect(
      (await fetch(`${entra.origin}/${randomUUID()}/v2.0/.well-known/openid-configuration`)).status,
    ).toBe(400);
  });
});

describe('signing in to a simulated Entra', () => {
  it('gives a code for name and password, and an id token for the code, once', async () => {
    const visitor = new FormVisitor();
    const first = await visitor.open(authorizeUrl({ login_hint: 'ada@corp.example' }));
    expect(first.html).toContain('value="ada@corp.example"');
    const wrong = await visitor.submit(first, {
      username: 'ada@corp.example',
      password: 'x',
      action: 'next',
    });
    expect(wrong.html).toContain('AADSTS50126');
    const { url, html } = await visitor.submit(wrong, {
      username: 'Ada@corp.example',
      password: 'sandbox',
      action: 'next',
    });
    expect(html).toBeNull();
    expect([...url.searchParams.keys()].sort()).toEqual(['code', 'state']);
    const tokens = await redeem(url.searchParams.get('code') ?? '');
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
      iss: `${entra.origin}/${tenant}/v2.0`,
      aud: web,
      tid: tenant,
      nonce: 'n',
      email: 'ada@corp.example',
      xms_edov: true,
      preferred_username: 'ada@corp.example',
    });
    expect(tokens.refresh_token).toBeDefined();
    const me = await fetch(`${entra.origin}/v1.0/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await me.json()).toMatchObject({ mail: 'ada@corp.example' });
    expect((await redeem(url.searchParams.get('code') ?? '')).error).toBe('invalid_grant');
    const again = await visitor.open(authorizeUrl());
    expect(again.url.searchParams.get('code')).not.toBeNull();
  });

  it.each([
    ['a stranger', { username: 'who@corp.example', password: 'sandbox' }, 'AADSTS50034'],
    ['a disabled account', { username: 'gone@corp.example', password: 'sandbox' }, 'AADSTS50057'],
    ['somebody of another tenant', { username: 'cleo@second.example', password: 'sandbox' }, 'AADSTS50034'],
  ])('stops %s', async (_, fields, code) => {
    const visitor = new FormVisitor();
    const visit = await visitor.submit(await visitor.open(authorizeUrl()), { ...fields, action: 'next' });
    expect(visit.html).toContain(code);
  });

  it('asks for a second factor where the account has one', async () => {
    const visitor = new FormVisitor();
    const fields = { username: 'safe@corp.example', password: 'sandbox', action: 'next' };
    const page = await visitor.submit(await visitor.open(authorizeUrl()), fields);
    expect(page.html).toContain('name="code"');
    const wrong = await visitor.submit(page, { code: '1', action: 'next' });
    expect(wrong.html).toContain('AADSTS500121');
    const done = await visitor.submit(wrong, { code: '424242', action: 'next' });
    expect(done.url.searchParams.has('code')).toBe(true);
  });

  it('asks for consent, and tells the application of a refusal', async () => {
    const fields = { username: 'ada@corp.example', password: 'sandbox', action: 'next' };
    const refused = new FormVisitor();
    const page = await refused.submit(await refused.open(authorizeUrl({ client_id: asking })), fields);
    expect(page.html).toContain('Permissions requested');
    const { url } = await refused.submit(page, { action: 'cancel' });
    expect(url.searchParams.get('error')).toBe('access_denied');
    expect(url.searchParams.get('error_description')).toContain('AADSTS65004');
    const agreed = new FormVisitor();
    const same = await agreed.submit(await agreed.open(authorizeUrl({ client_id: asking })), fields);
    expect((await agreed.submit(same, { action: 'accept' })).url.searchParams.has('code')).toBe(true);
  });

  it('lets an administrator consent for the tenant', async () => {
    const visitor = new FormVisitor();
    const query = new URLSearchParams({ client_id: web, redirect_uri: back, scope: 'x', state: 's' });
    const page = await visitor.open(`${entra.origin}/${tenant}/v2.0/adminconsent?${query}`);
    const { url } = await visitor.submit(page, { action: 'accept' });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      admin_consent: 'True',
      tenant,
      scope: 'x',
      state: 's',
    });
  });
});

describe('tokens of a simulated Entra', () => {
  it('names the roles in a token for an application, by secret and by certificate', async () => {
    const scope = 'https://graph.microsoft.com/.default';
    const common = { grant_type: 'client_credentials', scope };
    const bySecret = await post(tenant, { ...common, client_id: web, client_secret: 'swordfish' });
    expect(decodeJwt(bySecret.access_token ?? '')).toMatchObject({
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${tenant}/`,
      appid: web,
      tid: tenant,
      idtyp: 'app',
      roles: ['Mail.Read'],
    });
    expect((await post(tenant, { ...common, client_id: web, client_secret: 'wrong' })).error).toBe(
      'invalid_client',
    );
    const der = new X509Certificate(certificate.cert).raw;
    const assertion = await new SignJWT({})
      .setProtectedHeader({
        alg: 'PS256',
        typ: 'JWT',
        'x5t#S256': createHash('sha256').update(der).digest('base64url'),
      })
      .setIssuer(service)
      .setSubject(service)
      .setAudience(`${entra.origin}/${tenant}/oauth2/v2.0/token`)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(createPrivateKey(certificate.private));
    const byCertificate = await post(tenant, {
      ...common,
      client_id: service,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    expect(decodeJwt(byCertificate.access_token ?? '')).toMatchObject({ roles: ['Calendars.ReadWrite'] });
  });

  it('come from nested app authentication with the key that the application has', async () => {
    const ask = { username: 'ada@corp.example', clientId: pane };
    const answer = await fetch(`${entra.origin}/control/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ask),
    });
    const { token } = (await answer.json()) as { readonly token: string };
    const keys = (suffix: string) => json(`/${tenant}/discovery/v2.0/keys${suffix}`);
    const verified = async (suffix: string) =>
      jwtVerify(token, createLocalJWKSet((await keys(suffix)) as never)).then(
        ({ payload }) => payload,
        () => null,
      );
    expect(await verified('')).toBeNull();
    expect(await verified(`?appid=${pane}`)).toMatchObject({
      aud: pane,
      azp: pane,
      scp: 'access_as_user',
      ver: '2.0',
    });
  });

  it('have the nonce of Graph, the form of v1, and a mark for guests where they should', async () => {
    const ada = { username: 'ada@corp.example', clientId: web };
    expect(decodeProtectedHeader(await entra.issueToken({ ...ada, api: 'graph' }))).toHaveProperty('nonce');
    entra.putApp({ clientId: asking, accessTokenVersion: 1 });
    const v1 = decodeJwt(await entra.issueToken({ ...ada, api: asking }));
    expect(v1).toMatchObject({ ver: '1.0', aud: `api://${asking}`, appid: web });
    const guest = await entra.issueToken({ ...ada, username: 'ben_other.example#EXT#@corp.example' });
    expect(decodeJwt(guest)).toMatchObject({ acct: 1, idp: `https://sts.windows.net/${second}/` });
    await expect(entra.issueToken({ ...ada, username: 'gone@corp.example' })).rejects.toThrow('AADSTS50057');
  });

  it('are signed with a new key after a rotation, the old one being shown beside it or not', async () => {
    const kids = async () => {
      const { keys } = (await json(`/${tenant}/discovery/v2.0/keys`)) as {
        readonly keys: { readonly kid: string }[];
      };
      return keys.map(({ kid }) => kid);
    };
    const [old] = await kids();
    await entra.rotateKeys();
    const [next, kept] = await kids();
    expect([next === old, kept]).toEqual([false, old]);
    const token = await entra.issueToken({ username: 'ada@corp.example', clientId: web });
    expect(decodeProtectedHeader(token).kid).toBe(next);
    await entra.rotateKeys({ keepOld: false });
    expect(await kids()).toHaveLength(1);
  });
});
