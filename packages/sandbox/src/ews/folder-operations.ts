import type { Folder } from '../model/folder.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { extendedFolderProperties } from './folder-properties.ts';
import { type ItemShape, readShape } from './item-shape.ts';
import { checkChildren, requiredChild, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { child, type XmlNode } from './xml-node.ts';
import { element } from './xml-text.ts';

/** GetFolder: folders by id or distinguished name. */
export function getFolder(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['FolderShape', 'FolderIds']);
  const shape = readShape(requiredChild(request, 'FolderShape'), context.org.switches);
  const messages = requiredChildren(request, 'FolderIds').map((each) =>
    attempt('GetFolderResponseMessage', () => {
      const markup = renderFolder(findFolder(context, each), shape);
      return successMessage('GetFolderResponseMessage', `<m:Folders>${markup}</m:Folders>`);
    }),
  );
  return response('GetFolder', messages);
}

/** FindFolder: the folders under a folder, near or deep. */
export function findFolders(context: EwsContext, request: XmlNode): string {
  checkChildren(request, [
    'FolderShape',
    'IndexedPageFolderView',
    'FractionalPageFolderView',
    'Restriction',
    'ParentFolderIds',
  ]);
  const shape = readShape(requiredChild(request, 'FolderShape'), context.org.switches);
  const deep = request.attributes.Traversal === 'Deep';
  const messages = requiredChildren(request, 'ParentFolderIds').map((each) =>
    attempt('FindFolderResponseMessage', () => {
      const { folder, mailbox } = findFolder(context, each);
      const found = deep ? descendants(folder) : folder.children;
      const markup = found.map((one) => renderFolder({ folder: one, mailbox }, shape)).join('');
      return successMessage(
        'FindFolderResponseMessage',
        `<m:RootFolder IndexedPagingOffset="${found.length}" TotalItemsInView="${found.length}" IncludesLastItemInRange="true">` +
          `<t:Folders>${markup}</t:Folders></m:RootFolder>`,
      );
    }),
  );
  return response('FindFolder', messages);
}

/** SyncFolderHierarchy: all folders at first, nothing afterwards (folders never change here). */
export function syncFolderHierarchy(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['FolderShape', 'SyncFolderId', 'SyncState']);
  const shape = readShape(requiredChild(request, 'FolderShape'), context.org.switches);
  const { mailbox } = context;
  const isFirst = !child(request, 'SyncState')?.text;
  const folders = isFirst ? descendants(mailbox.folder('msgfolderroot')) : [];
  const changes = folders.map((folder) => `<t:Create>${renderFolder({ folder, mailbox }, shape)}</t:Create>`);
  return response('SyncFolderHierarchy', [
    successMessage(
      'SyncFolderHierarchyResponseMessage',
      `<m:SyncState>${Buffer.from('hierarchy|1').toString('base64')}</m:SyncState>` +
        `<m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange><m:Changes>${changes.join('')}</m:Changes>`,
    ),
  ]);
}

function descendants(folder: Folder): Folder[] {
  return folder.children.flatMap((each) => [each, ...descendants(each)]);
}

const elementNames: Readonly<Record<string, string>> = {
  'IPF.Appointment': 'CalendarFolder',
  'IPF.Contact': 'ContactsFolder',
  'IPF.Task': 'TasksFolder',
};

/** The markup of a folder in the shape that was asked for. */
function renderFolder({ folder, mailbox }: PlacedFolder, shape: ItemShape): string {
  const name = elementNames[folder.folderClass] ?? 'Folder';
  const has = (property: string, standard = false) =>
    shape.names.has(property) || shape.base === 'AllProperties' || (standard && shape.base === 'Default');
  let markup = `<t:FolderId Id="${folder.id}" ChangeKey="${folder.changeKey}"/>`;
  if (folder.parent && has('ParentFolderId')) {
    markup += `<t:ParentFolderId Id="${folder.parent.id}" ChangeKey="${folder.parent.changeKey}"/>`;
  }
  if (folder.folderClass !== '' && has('FolderClass')) markup += element('FolderClass', folder.folderClass);
  if (has('DisplayName', true)) markup += element('DisplayName', folder.displayName);
  if (has('TotalCount', true)) markup += element('TotalCount', folder.items.size);
  if (has('ChildFolderCount', true)) markup += element('ChildFolderCount', folder.children.length);
  markup += extendedFolderProperties(mailbox, folder, shape.extended);
  if (has('DistinguishedFolderId')) markup += element('DistinguishedFolderId', folder.distinguishedName);
  if (name === 'Folder' && has('UnreadCount', true)) markup += element('UnreadCount', folder.unread);
  return `<t:${name}>${markup}</t:${name}>`;
}
