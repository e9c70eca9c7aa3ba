import { readAddress } from '@vmrkit/core';
import { EwsFailure } from '../../errors/ews-failure.ts';
import { soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { childOf, textOf, type XmlElement } from '../../soap/xml-tree.ts';
import type { EwsCallOptions, SyncedItem, SyncPage } from '../ews-client.ts';
import { callOperation, type EwsSession, folderElement } from '../ews-session.ts';
import { extendedOf, itemIdOf } from '../item-properties.ts';
import { EXTENDED, SENDER_SHAPE } from '../item-shapes.ts';

/** SyncFolderItems of the inbox: ids, and who sent each as far as the server tells it here. */
export async function syncInbox(
  session: EwsSession,
  state: string | null,
  { limit, ...options }: EwsCallOptions & { readonly limit: number },
): Promise<SyncPage> {
  const { body } = await callOperation(session, 'SyncFolderItems', {
    ...options,
    repeatable: true,
    body: syncBody(session, state, limit),
  });
  const message = soleMessage(body);
  const next = textOf(message, 'SyncState')?.trim();
  if (!next) throw new EwsFailure('malformed', { maySent: true });
  const changes = childOf(message, 'Changes')?.children ?? [];
  return {
    items: changes.flatMap(syncedItem),
    state: next,
    // A page that moved nothing is the last, whatever it says: asked again, it would come again.
    last: next === state || textOf(message, 'IncludesLastItemInRange') !== 'false',
  };
}

function syncBody(session: EwsSession, state: string | null, limit: number): Xml {
  const from = state === null ? null : xml`<m:SyncState>${state}</m:SyncState>`;
  return xml`<m:SyncFolderItems>${SENDER_SHAPE}<m:SyncFolderId>${folderElement(session, 'inbox')}</m:SyncFolderId>${from}<m:MaxChangesReturned>${limit}</m:MaxChangesReturned><m:SyncScope>NormalItems</m:SyncScope></m:SyncFolderItems>`;
}

function syncedItem(change: XmlElement): readonly SyncedItem[] {
  if (change.name !== 'Create' && change.name !== 'Update') return [];
  const [item] = change.children;
  const id = item && itemIdOf(item)?.id;
  if (!id) return [];
  const authenticated = extendedOf(item, EXTENDED.authAs)?.toLowerCase() === 'internal';
  return [{ id, sender: { email: readAddress(extendedOf(item, EXTENDED.senderAddress)), authenticated } }];
}
