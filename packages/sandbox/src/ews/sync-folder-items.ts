import { viewOf } from '../model/item-view.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { type ItemShape, readShape } from './item-shape.ts';
import { renderItem } from './render-item.ts';
import { checkChildren, requiredChild, requiredChildren, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { readSyncState, refusedSync, type SyncScope, writeSyncState } from './sync-state.ts';
import { child, childText, type XmlNode } from './xml-node.ts';

/** SyncFolderItems: what changed in a folder since an opaque state. */
export function syncFolderItems(context: EwsContext, request: XmlNode): string {
  checkChildren(request, [
    'ItemShape',
    'SyncFolderId',
    'SyncState',
    'Ignore',
    'MaxChangesReturned',
    'SyncScope',
  ]);
  const shape = readShape(requiredChild(request, 'ItemShape'), context.org.switches);
  const limit = Number(requiredChild(request, 'MaxChangesReturned').text);
  if (!(limit >= 1 && limit <= 512)) throw schemaFault("The 'MaxChangesReturned' element is invalid.");
  const [folderId] = requiredChildren(request, 'SyncFolderId');
  const ignored = new Set(child(request, 'Ignore')?.children.map((each) => each.attributes.Id));
  const state = childText(request, 'SyncState');
  if (state && context.org.switches.syncStateExpiredShape === 'fault') {
    readSyncState(scopeOf(context, findFolder(context, folderId)), state);
  }
  const sync = () => {
    const placed = findFolder(context, folderId);
    const scope = scopeOf(context, placed);
    const answer = placed.folder.log.since(readSyncState(scope, state), limit);
    const changes = answer.changes.filter((each) => !ignored.has(each.id));
    return successMessage(
      'SyncFolderItemsResponseMessage',
      `<m:SyncState>${writeSyncState(scope, answer.next)}</m:SyncState>` +
        `<m:IncludesLastItemInRange>${answer.complete}</m:IncludesLastItemInRange>` +
        `<m:Changes>${changes.map((each) => renderChange(context, placed, { ...each, shape })).join('')}</m:Changes>`,
    );
  };
  const message = attempt('SyncFolderItemsResponseMessage', sync, refusedSync.SyncFolderItems);
  return response('SyncFolderItems', [message]);
}

function scopeOf({ org }: EwsContext, { folder }: PlacedFolder): SyncScope {
  return { id: folder.id, latest: folder.log.position, epoch: org.syncEpoch };
}

function renderChange(
  context: EwsContext,
  { folder, mailbox }: PlacedFolder,
  change: {
    readonly id: string;
    readonly kind: 'create' | 'update' | 'delete' | 'read-flag';
    readonly shape: ItemShape;
  },
): string {
  const item = folder.items.get(change.id);
  if (change.kind === 'delete' || !item) {
    return `<t:Delete><t:ItemId Id="${change.id}" ChangeKey="${mailbox.identifiers.changeKey('message')}"/></t:Delete>`;
  }
  if (change.kind === 'read-flag') {
    return (
      `<t:ReadFlagChange><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/>` +
      `<t:IsRead>${item.isRead}</t:IsRead></t:ReadFlagChange>`
    );
  }
  const name = change.kind === 'create' ? 'Create' : 'Update';
  return `<t:${name}>${renderItem(viewOf(context.org, mailbox, item, true), change.shape)}</t:${name}>`;
}
