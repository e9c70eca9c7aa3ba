import { type AddressInfo, connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { createSandbox, SandboxClient } from '@vmrkit/sandbox';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';

describe('TLS with a certificate of an own authority', () => {
  const room = 'room@corp.example';
  let port = 0;
  let certificate = '';
  let close = async (): Promise<void> => undefined;
  const accepted: { readonly socket: TLSSocket; readonly resumed: boolean }[] = [];

  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: 'mail.corp.example' }], {
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'mail.corp.example' }] },
      ],
    });
    certificate = made.cert;
    const sandbox = await createSandbox();
    const admin = new SandboxClient(sandbox.adminUrl);
    await admin.createMailbox({ email: room, kind: 'equipment' });
    await admin.createAccount({ username: 'svc', password: 'p', impersonates: 'all' });
    const front = createServer({ key: made.private, cert: made.cert }, (socket) => {
      accepted.push({ socket, resumed: socket.isSessionReused() });
      const behind = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
      socket.pipe(behind).pipe(socket);
      socket.on('error', () => behind.destroy());
      behind.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    port = (front.address() as AddressInfo).port;
    close = async () => {
      front.close();
      await sandbox.close();
    };
  });

  afterAll(() => close());

  const open = (host: string, more: Readonly<Record<string, unknown>>) => {
    const settings = testSettings(`https://${host}:${port}/EWS/Exchange.asmx`, {
      service_account_username: 'svc',
      service_account_password: 'p',
      ...more,
    });
    return createEwsMailboxProvider(settings, testDeps);
  };

  const check = async (host: string, more: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const provider = open(host, more);
    const result = await provider.check(room).then(
      () => 'ok',
      (error: unknown) => error,
    );
    await provider.close();
    return result;
  };

  it.each(['basic', 'ntlm'])('is accepted with its authority (%s)', async (authentication) => {
    const outcome = await check('mail.corp.example', { ca_certificates: certificate, authentication });
    expect(outcome).toBe('ok');
  });

  it('is shown anew on each connection, since NTLM binds to it', async () => {
    const provider = open('mail.corp.example', { ca_certificates: certificate, authentication: 'ntlm' });
    accepted.splice(0);
    await provider.check(room);
    accepted[0]?.socket.destroy();
    await provider.check(room);
    expect(accepted.map(({ resumed }) => resumed)).toEqual([false, false]);
    await provider.close();
  });

  it('is refused without it', async () => {
    expect(await check('mail.corp.example', {})).toMatchObject({ code: 'ERR_EWS_CERTIFICATE' });
  });

  it('is refused under another name', async () => {
    const outcome = await check('other.corp.example', { ca_certificates: certificate });
    expect(outcome).toMatchObject({ code: 'ERR_EWS_CERTIFICATE' });
  });
});
