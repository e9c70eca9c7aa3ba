import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { type ExtendedField, renderExtended } from './extended-property.ts';

/** The markup of those extended properties of a folder that clients wrote and now ask for. */
export function extendedFolderProperties(
  mailbox: Mailbox,
  folder: Folder,
  fields: readonly ExtendedField[],
): string {
  const present = mailbox.folderProperties.get(folder.id);
  if (!present) return '';
  let markup = '';
  for (const field of fields) {
    const found = present.get(field.key);
    if (found) markup += renderExtended(field, found.value);
  }
  return markup;
}
