import { soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { childOf, textOf } from '../../soap/xml-tree.ts';
import type { EwsCallOptions, FolderFacts } from '../ews-client.ts';
import { callOperation, type EwsSession, folderElement } from '../ews-session.ts';

/** GetFolder of the inbox. */
export async function inspectInbox(session: EwsSession, options: EwsCallOptions): Promise<FolderFacts> {
  const answer = await callOperation(session, 'GetFolder', {
    ...options,
    repeatable: true,
    body: inspectInboxBody(session),
  });
  const folder = childOf(soleMessage(answer.body), 'Folders')?.children[0];
  const unread = Number(textOf(folder, 'UnreadCount') ?? Number.NaN);
  return {
    unread: Number.isInteger(unread) ? unread : null,
    serverVersion: answer.serverVersion,
    serverTime: answer.serverTime,
  };
}

function inspectInboxBody(session: EwsSession): Xml {
  return xml`<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds>${folderElement(session, 'inbox')}</m:FolderIds></m:GetFolder>`;
}
