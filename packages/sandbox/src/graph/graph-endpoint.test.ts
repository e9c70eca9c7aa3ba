import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clientId,
  equipment,
  type GraphBed,
  organizer,
  startGraphBed,
  tenant,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

const folder = () => `/users/${bed.room}/mailFolders/inbox`;

describe('tokens', () => {
  it('are given for the secret, and to nobody else', async () => {
    expect((await bed.token()).body).toMatchObject({ token_type: 'Bearer', expires_in: 3_599 });
    expect((await bed.token({ client_secret: 'wrong' })).status).toBe(401);
    expect((await bed.token({ client_id: 'app-2' })).body.error).toBe('unauthorized_client');
    expect((await bed.token({ scope: 'Mail.Read' })).body.error).toBe('invalid_scope');
    expect((await bed.token({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
  });

  it('are given for an assertion of the registered certificate, PS256 with its thumbprint', async () => {
    const certificate = await generate([{ name: 'commonName', value: 'app' }], { keySize: 2048 });
    await bed.client.graph.registerApp({ clientId, certificate: certificate.cert });
    const sign = async (key: string, header: Record<string, string>) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'PS256', typ: 'JWT', ...header })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(await importPKCS8(key, 'PS256'));
    const thumbprint = { 'x5t#S256': 'abc' };
    const other = await exportPKCS8((await generateKeyPair('PS256', { extractable: true })).privateKey);
    const ask = async (client_assertion: string) => (await bed.token({ client_assertion })).status;
    expect(await ask(await sign(certificate.private, thumbprint))).toBe(200);
    expect(await ask(await sign(certificate.private, {}))).toBe(401);
    expect(await ask(await sign(other, thumbprint))).toBe(401);
  });

  it('end with the clock, or when they are revoked', async () => {
    expect((await bed.call('GET', folder())).status).toBe(200);
    expect((await bed.call('GET', folder(), undefined, { token: 'made-up' })).status).toBe(401);
    await bed.client.clock({ advanceMs: 3_600_000 });
    const late = await bed.call('GET', folder());
    expect([late.status, late.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    const { access_token } = (await bed.token()).body;
    expect((await bed.call('GET', folder(), undefined, { token: access_token })).status).toBe(200);
    await bed.client.graph.revokeTokens();
    expect((await bed.call('GET', folder(), undefined, { token: access_token })).status).toBe(401);
    expect((await bed.client.graph.state()).tokensIssued).toBe(2);
  });

  it('of another issuer are accepted by its keys, for the tenant and for Graph', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }] };
    const server = createServer((_, response) => response.end(JSON.stringify(keys)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const grants = [{ permission: 'Mail.Read' } as const];
    await bed.client.graph.registerApp({ clientId, grants, keysUrl: `http://127.0.0.1:${port}/keys` });
    const ask = async (claims: Record<string, unknown>, key = privateKey) => {
      const token = await new SignJWT({
        aud: 'https://graph.microsoft.com',
        tid: tenant,
        appid: clientId,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setExpirationTime('5m')
        .sign(key);
      return (await bed.call('GET', folder(), undefined, { token })).status;
    };
    expect(await ask({})).toBe(200);
    expect(await ask({ tid: 'other' })).toBe(401);
    expect(await ask({ aud: 'api://other' })).toBe(401);
    expect(await ask({}, (await generateKeyPair('RS256')).privateKey)).toBe(401);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('a claims challenge names the claims in base64', async () => {
    await bed.client.graph.plan({ kind: 'claims-challenge' });
    const { status, headers } = await bed.call('GET', folder());
    const challenge = headers.get('www-authenticate') ?? '';
    expect([status, challenge]).toEqual([401, expect.stringContaining('error="insufficient_claims"')]);
    const claims = /claims="([^"]+)"/.exec(challenge)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(claims, 'base64').toString())).toHaveProperty('access_token.nbf.value');
  });
});

describe('rights', () => {
  it('are held to the scope of the application, and reported by what each call needs', async () => {
    await bed.client.graph.registerApp({
      clientId,
      clientSecret: 's3cret',
      grants: [
        { permission: 'Mail.Read', mailboxes: [equipment] },
        { permission: 'Calendars.ReadWrite', mailboxes: 'all' },
      ],
    });
    const status = async (method: string, path: string, body?: unknown) =>
      (await bed.call(method, path, body)).status;
    const view = 'calendarView?startDateTime=2030-01-01T00:00:00Z&endDateTime=2030-02-01T00:00:00Z';
    expect(await status('GET', `/users/${bed.room}/messages`)).toBe(200);
    expect(await status('GET', `/users/${bed.anna}/${view}`)).toBe(200);
    const denied = await bed.call('GET', `/users/${bed.anna}/messages`);
    expect([denied.status, denied.body.error.code]).toEqual([403, 'ErrorAccessDenied']);
    expect(await status('POST', `/users/${bed.room}/sendMail`, { message: {} })).toBe(403);
    expect(await status('GET', "/users?$filter=mail eq 'anna@corp.example'")).toBe(403);
    expect((await bed.client.graph.state()).rights).toEqual([
      { permission: 'Mail.Read', mailboxes: [organizer, equipment], calls: 2, refused: 1 },
      { permission: 'Calendars.Read', mailboxes: [organizer], calls: 1, refused: 0 },
      { permission: 'Mail.Send', mailboxes: [equipment], calls: 1, refused: 1 },
      { permission: 'User.Read.All', mailboxes: [], calls: 1, refused: 1 },
    ]);
  });

  it('a token names what was consented to in all mailboxes', async () => {
    const [, payload = ''] = String((await bed.token()).body.access_token).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      appid: clientId,
      tid: tenant,
      roles: expect.arrayContaining(['Mail.Send']),
    });
  });
});

describe('addresses and errors', () => {
  it('finds users by id and address, and refuses what is not here', async () => {
    expect((await bed.call('GET', `/users/${equipment.toUpperCase()}`)).body.id).toBe(bed.room);
    const external = await bed.call('GET', '/users/eve@elsewhere.example/messages');
    expect([external.status, external.body.error.code]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    expect((await bed.call('GET', '/users/nobody@corp.example/messages')).body.error.code).toBe(
      'ErrorInvalidUser',
    );
    const unknown = await bed.call('GET', `/users/${bed.room}/contacts`);
    expect(unknown.body.error).toMatchObject({
      code: 'BadRequest',
      innerError: { 'request-id': expect.any(String), date: expect.any(String) },
    });
  });

  it('looks people up by an old name of the directory', async () => {
    await bed.client.configure({ switches: { peopleInGetItem: 'ex' } });
    await bed.client.mail({ from: organizer, to: [equipment], subject: 'Hello' });
    const { body } = await bed.call('GET', `/users/${bed.room}/messages?$select=from`);
    const { address } = body.value[0].from.emailAddress;
    expect(address).toMatch(/^\/o=/);
    const filter = encodeURIComponent(`proxyAddresses/any(p:p eq 'X500:${address}')`);
    expect((await bed.call('GET', `/users?$select=mail&$filter=${filter}`)).body.value).toMatchObject([
      { mail: organizer },
    ]);
  });

  it('writes links with the base that it was told', async () => {
    await bed.client.configure({ graph: { linkBase: 'https://graph.microsoft.com/v1.0' } });
    const { body } = await bed.call('GET', `${folder()}/messages/delta`);
    expect(body['@odata.deltaLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\('/);
    const path = body['@odata.deltaLink'].replace('https://graph.microsoft.com/v1.0', '');
    expect((await bed.call('GET', path)).status).toBe(200);
  });

  it('keeps a mark in the properties of a folder', async () => {
    const id = 'String {00020329-0000-0000-C000-000000000046} Name vmrkit';
    const asked = `${folder()}?$select=id&$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${id}')`)}`;
    expect((await bed.call('GET', asked)).body.singleValueExtendedProperties).toBeUndefined();
    await bed.call('PATCH', folder(), { singleValueExtendedProperties: [{ id, value: 'mine' }] });
    const { body } = await bed.call('GET', asked);
    expect(body.singleValueExtendedProperties).toEqual([
      { id: 'String {00020329-0000-0000-c000-000000000046} Name vmrkit', value: 'mine' },
    ]);
    expect(body.displayName).toBeUndefined();
  });

  it.each([
    [{ kind: 'refuse', status: 503, retryAfter: '7' } as const, [503, '7']],
    [{ kind: 'refuse', status: 507, code: 'QuotaExceededException' } as const, [507, null]],
    [{ kind: 'html' } as const, [502, null]],
  ])('answers as planned: %o', async (fault, expected) => {
    await bed.client.graph.plan({
      ...fault,
      operation: 'GET mailFolders/{folder}',
      mailbox: equipment,
      skip: 1,
    });
    expect((await bed.call('GET', folder())).status).toBe(200);
    const { status, headers } = await bed.call('GET', folder());
    expect([status, headers.get('retry-after')]).toEqual(expected);
    expect((await bed.call('GET', folder())).status).toBe(200);
  });

  it('loses an answer, or cuts the connection before anything happened', async () => {
    const send = () =>
      bed.call('POST', `/users/${bed.room}/sendMail`, {
        message: { subject: 'x', toRecipients: [{ emailAddress: { address: organizer } }] },
      });
    await bed.client.graph.plan({ kind: 'lost-answer' }, { kind: 'reset' });
    await expect(send()).rejects.toThrow();
    await expect(send()).rejects.toThrow();
    expect(await bed.client.folder(organizer, 'inbox')).toHaveLength(1);
  });
});
