import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { RealitySwitches } from '../switches.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { comparableFolderField, extendedFolderProperties, extendedFolderValue } from './folder-properties.ts';
import { type ItemShape, readShape } from './item-shape.ts';
import { refuseNotSimulated } from './not-simulated.ts';
import { pageOf } from './paging.ts';
import { readRestriction, type Searched } from './restriction.ts';
import { checkChildren, requiredChild, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { readSyncState, refusedSync, writeSyncState } from './sync-state.ts';
import { child, childText, type XmlNode } from './xml-node.ts';
import { element, wrap } from './xml-text.ts';

const pageLimit = 1_000;

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
  const { switches } = context.org;
  refuseNotSimulated(request, ['FractionalPageFolderView']);
  const shape = readShape(requiredChild(request, 'FolderShape'), switches);
  const deep = request.attributes.Traversal === 'Deep';
  const view = child(request, 'IndexedPageFolderView');
  const restriction = child(request, 'Restriction');
  const messages = requiredChildren(request, 'ParentFolderIds').map((each) =>
    attempt('FindFolderResponseMessage', () => {
      const { folder, mailbox } = findFolder(context, each);
      const all = deep ? descendants(folder) : folder.children;
      const wanted = restriction && readRestriction(searchedFolders(switches, mailbox), restriction);
      const found = wanted ? all.filter(wanted.matches) : all;
      const { page, next, isLast } = pageOf(found, view, pageLimit);
      const markup = page.map((one) => renderFolder({ folder: one, mailbox }, shape)).join('');
      return successMessage(
        'FindFolderResponseMessage',
        `<m:RootFolder IndexedPagingOffset="${next}" TotalItemsInView="${found.length}" IncludesLastItemInRange="${isLast}">` +
          `<t:Folders>${markup}</t:Folders></m:RootFolder>`,
      );
    }),
  );
  return response('FindFolder', messages);
}

/** SyncFolderHierarchy: which folders came and went since an opaque state. */
export function syncFolderHierarchy(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['FolderShape', 'SyncFolderId', 'SyncState']);
  const { mailbox, org } = context;
  const shape = readShape(requiredChild(request, 'FolderShape'), org.switches);
  const name = 'SyncFolderHierarchyResponseMessage';
  const sync = () => {
    const scope = { id: 'hierarchy', latest: mailbox.hierarchy.position, epoch: org.syncEpoch };
    const from = readSyncState(scope, childText(request, 'SyncState'));
    const { changes, next } = mailbox.hierarchy.since(from, Number.POSITIVE_INFINITY);
    const shown = new Set(descendants(mailbox.folder('msgfolderroot')));
    const markup = changes.map(({ id, kind }) => {
      const folder = mailbox.findFolder(id);
      if (!folder) return `<t:Delete><t:FolderId Id="${id}"/></t:Delete>`;
      if (!shown.has(folder)) return '';
      return wrap(kind === 'create' ? 'Create' : 'Update', renderFolder({ folder, mailbox }, shape));
    });
    return successMessage(
      name,
      `<m:SyncState>${writeSyncState(scope, next)}</m:SyncState>` +
        `<m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange><m:Changes>${markup.join('')}</m:Changes>`,
    );
  };
  return response('SyncFolderHierarchy', [attempt(name, sync, refusedSync.SyncFolderHierarchy)]);
}

function searchedFolders(switches: RealitySwitches, mailbox: Mailbox): Searched<Folder> {
  return {
    switches,
    plain: comparableFolderField,
    extended: (folder, key) => extendedFolderValue(mailbox, folder, key),
    indexed: () => null,
  };
}

function descendants(folder: Folder): Folder[] {
  return folder.children.flatMap((each) => [each, ...descendants(each)]);
}

/** The elements that folders travel in, by their class; `Folder` for all others. */
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
