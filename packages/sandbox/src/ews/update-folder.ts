import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { applyExtended, readExtendedUpdate } from './extended-update.ts';
import { findFolder } from './find-folder.ts';
import { notSimulated } from './not-simulated.ts';
import { requiredChildren, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import type { XmlNode } from './xml-node.ts';

/** UpdateFolder: extended properties of a folder, nothing else. */
export function updateFolder(context: EwsContext, request: XmlNode): string {
  const messages = requiredChildren(request, 'FolderChanges').map((change) =>
    attempt('UpdateFolderResponseMessage', () => {
      const [reference] = change.children;
      if (!reference) throw schemaFault("The element 'FolderChange' has incomplete content.");
      const { folder, mailbox } = findFolder(context, reference);
      const properties = mailbox.folderProperties.get(folder.id) ?? new Map();
      mailbox.folderProperties.set(folder.id, properties);
      const updates = requiredChildren(change, 'Updates').flatMap(({ children: [path, holder] }) => {
        if (path?.name !== 'ExtendedFieldURI') throw notSimulated('A change of a field of a folder');
        return readExtendedUpdate(context, path, holder);
      });
      applyExtended({ extended: properties }, updates);
      const markup = `<t:Folder><t:FolderId Id="${folder.id}" ChangeKey="${folder.changeKey}"/></t:Folder>`;
      return successMessage('UpdateFolderResponseMessage', `<m:Folders>${markup}</m:Folders>`);
    }),
  );
  return response('UpdateFolder', messages);
}
