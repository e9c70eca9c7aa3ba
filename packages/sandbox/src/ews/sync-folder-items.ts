import type { SyncPosition } from '../model/change-log.ts';
import type { Folder } from '../model/folder.ts';
import { ResponseCodeError } from '../model/response-code-error.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { type ItemShape, readShape } from './item-shape.ts';
import { viewOf } from './item-view.ts';
import { renderItem } from './render-item.ts';
import { checkChildren, requiredChild, requiredChildren, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
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
    readState(context, findFolder(context, folderId).folder, state);
  }
  const message = attempt('SyncFolderItemsResponseMessage', () => {
    const placed = findFolder(context, folderId);
    const from = state ? readState(context, placed.folder, state) : { base: 0, position: 0 };
    const answer = placed.folder.log.since(from, limit);
    const next = writeState(context, placed.folder, answer.next);
    const changes = answer.changes.filter((each) => !ignored.has(each.id));
    return successMessage(
      'SyncFolderItemsResponseMessage',
      `<m:SyncState>${next}</m:SyncState><m:IncludesLastItemInRange>${answer.complete}</m:IncludesLastItemInRange>` +
        `<m:Changes>${changes.map((each) => renderChange(context, placed, { ...each, shape })).join('')}</m:Changes>`,
    );
  });
  return response('SyncFolderItems', [message]);
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

function writeState(context: EwsContext, folder: Folder, { base, position }: SyncPosition): string {
  const text = `H4sI|${context.org.syncEpoch}|${base}|${position}|${folder.id}`;
  return Buffer.from(text, 'utf8').toString('base64');
}

function readState(context: EwsContext, folder: Folder, state: string): SyncPosition {
  const [head, epoch, base, at, folderId] = Buffer.from(state, 'base64').toString('utf8').split('|');
  const position = Number(at);
  const isOurs = head === 'H4sI' && folderId === folder.id && Number.isInteger(position);
  if (isOurs && position <= folder.log.position && Number(epoch) === context.org.syncEpoch) {
    return { base: Number(base), position };
  }
  throw new ResponseCodeError(
    'ErrorInvalidSyncStateData',
    'Synchronization state data is corrupt or otherwise invalid.',
  );
}
