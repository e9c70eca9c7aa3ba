import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { readExtendedField } from './extended-property.ts';
import { findFolder } from './find-folder.ts';
import { readExtendedProperties } from './read-item.ts';
import { requiredChild, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import type { XmlNode } from './xml-node.ts';

/** UpdateFolder: extended properties of a folder, nothing else. */
export function updateFolder(context: EwsContext, request: XmlNode): string {
  const messages = requiredChild(request, 'FolderChanges').children.map((change) =>
    attempt('UpdateFolderResponseMessage', () => {
      const [reference] = change.children;
      if (!reference) throw schemaFault("The element 'FolderChange' has incomplete content.");
      const { folder, mailbox } = findFolder(context, reference);
      const properties = mailbox.folderProperties.get(folder.id) ?? new Map();
      mailbox.folderProperties.set(folder.id, properties);
      for (const update of requiredChild(change, 'Updates').children) {
        const [path, holder] = update.children;
        if (path?.name !== 'ExtendedFieldURI') continue;
        if (update.name === 'DeleteFolderField') {
          properties.delete(readExtendedField(path, context.org.switches).key);
        } else if (holder) {
          for (const [key, value] of readExtendedProperties(context, holder)) properties.set(key, value);
        }
      }
      const markup = `<t:Folder><t:FolderId Id="${folder.id}" ChangeKey="${folder.changeKey}"/></t:Folder>`;
      return successMessage('UpdateFolderResponseMessage', `<m:Folders>${markup}</m:Folders>`);
    }),
  );
  return response('UpdateFolder', messages);
}
