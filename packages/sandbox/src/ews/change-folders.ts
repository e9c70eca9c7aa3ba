import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { notSimulated } from './not-simulated.ts';
import { readExtendedProperties } from './read-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren, requiredAttribute, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { childText, type XmlNode } from './xml-node.ts';

/** The class of a new folder by its element, where `FolderClass` does not tell. */
const classes: Readonly<Record<string, string>> = {
  Folder: 'IPF.Note',
  CalendarFolder: 'IPF.Appointment',
  ContactsFolder: 'IPF.Contact',
  TasksFolder: 'IPF.Task',
};

/** CreateFolder: folders inside another one. */
export function createFolder(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['ParentFolderId', 'Folders']);
  const [parentId] = requiredChildren(request, 'ParentFolderId');
  const messages = requiredChildren(request, 'Folders').map((each) =>
    attempt('CreateFolderResponseMessage', () => {
      const { id, changeKey } = createOne(context, findFolder(context, parentId), each);
      return successMessage(
        'CreateFolderResponseMessage',
        `<m:Folders><t:${each.name}><t:FolderId Id="${id}" ChangeKey="${changeKey}"/></t:${each.name}></m:Folders>`,
      );
    }),
  );
  return response('CreateFolder', messages);
}

function createOne(context: EwsContext, { folder: parent, mailbox }: PlacedFolder, node: XmlNode) {
  const usual = classes[node.name];
  if (usual === undefined) throw notSimulated(`A folder of the kind ${node.name.slice(0, 60)}`);
  const displayName = childText(node, 'DisplayName');
  if (!displayName) throw new ResponseCodeError('ErrorFolderSave', 'A folder needs a display name.');
  const isTaken = ({ displayName: taken }: { readonly displayName: string }) =>
    taken.toLowerCase() === displayName.toLowerCase();
  if (parent.children.some(isTaken)) {
    throw new ResponseCodeError('ErrorFolderExists', 'A folder with the specified name already exists.');
  }
  const folderClass = childText(node, 'FolderClass') || usual;
  const folder = mailbox.createFolder(parent, { displayName, folderClass });
  mailbox.folderProperties.set(folder.id, readExtendedProperties(context, node));
  return folder;
}

/** DeleteFolder: for good, or into Deleted Items; never one of the standard folders. */
export function deleteFolder(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['FolderIds']);
  const type = requiredAttribute(request, 'DeleteType', ['HardDelete', 'SoftDelete', 'MoveToDeletedItems']);
  const messages = requiredChildren(request, 'FolderIds').map((each) =>
    attempt('DeleteFolderResponseMessage', () => {
      const { folder, mailbox } = findFolder(context, each);
      if (folder.distinguishedName !== null) {
        throw new ResponseCodeError(
          'ErrorDeleteDistinguishedFolder',
          'Distinguished folders cannot be deleted.',
        );
      }
      if (type === 'MoveToDeletedItems') mailbox.moveFolder(folder, mailbox.folder('deleteditems'));
      else mailbox.removeFolder(folder);
      return successMessage('DeleteFolderResponseMessage');
    }),
  );
  return response('DeleteFolder', messages);
}
