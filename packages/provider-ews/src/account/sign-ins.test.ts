import { expect, it } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { ewsSettingsSchema, ewsSettingsSchemaOf } from '../settings.ts';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testDeps } from '../test-support/test-deps.ts';

it('another package may bring a way of signing in', async () => {
  const folder = '<t:Folder><t:FolderId Id="a" ChangeKey="b"/><t:UnreadCount>3</t:UnreadCount></t:Folder>';
  const server = await loopbackServer(() => messagesOf('GetFolder', [`<m:Folders>${folder}</m:Folders>`]));
  const stored = {
    ews_url: server.url,
    service_account_username: 'svc',
    service_account_password: 'p',
    authentication: 'negotiate',
  };
  expect(ewsSettingsSchema.safeParse(stored).success).toBe(false);
  const settings = ewsSettingsSchemaOf(['basic', 'negotiate']).parse(stored);
  const provider = createEwsMailboxProvider(settings, testDeps, {
    signIns: {
      negotiate: (account) => (connection, request) => {
        const authorization = `Negotiate ${account.service_account_username}`;
        return connection.send({ ...request, headers: { ...request.headers, authorization } });
      },
    },
  });
  await provider.check('room@corp.example');
  expect(server.seen[0]?.headers.authorization).toBe('Negotiate svc');
  await provider.close();
  await server.close();
});
