import { onTestFinished } from 'vitest';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

const folder =
  '<m:Folders><t:Folder><t:FolderId Id="a" ChangeKey="b"/><t:UnreadCount>3</t:UnreadCount></t:Folder></m:Folders>';
export const good = messagesOf('GetFolder', [folder]);
export const mailbox = 'room@corp.example';

/** A server that answers as the test says, and a mailbox on it; closed after the test. */
export async function serve(handler: LoopbackHandler, more: Readonly<Record<string, unknown>> = {}) {
  const server = await loopbackServer(handler);
  const provider = testProvider(server.url, more);
  onTestFinished(async () => {
    await provider.close();
    await server.close();
  });
  return { server, provider, box: provider.equipmentMailbox(mailbox) };
}
