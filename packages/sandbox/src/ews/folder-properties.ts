import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { type ExtendedField, renderExtended } from './extended-property.ts';
import type { Value } from './restriction.ts';
import { dateTime } from './xml-text.ts';

type Computed<T> = (folder: Folder) => T;

/** The moment of the last change that the items of a folder tell of. */
function lastChange(folder: Folder): number {
  let latest = 0;
  for (const { modifiedAt } of folder.items.values()) latest = Math.max(latest, modifiedAt);
  return latest;
}

/** Properties that follow from the folder ([MS-OXPROPS]), by the id of their tag. */
const computed: ReadonlyMap<string, Computed<string>> = new Map<string, Computed<string>>([
  [`tag:${0x3001}`, ({ displayName }) => displayName],
  [`tag:${0x3008}`, (folder) => dateTime(lastChange(folder))],
  [`tag:${0x3602}`, ({ items }) => String(items.size)],
  [`tag:${0x3603}`, ({ unread }) => String(unread)],
  [`tag:${0x360a}`, ({ children }) => String(children.length > 0)],
  [`tag:${0x3613}`, ({ folderClass }) => folderClass],
  // PidTagLocalCommitTimeMax: changes with everything in the folder.
  [`tag:${0x670a}`, (folder) => dateTime(lastChange(folder) + folder.log.position * 1_000)],
  // PidTagArticleNumberNext and PidTagLastArticleID: what IMAP numbers messages by.
  [`tag:${0x6751}`, ({ lastArticle }) => String(lastArticle + 1)],
  [`tag:${0x6752}`, ({ lastArticle }) => String(lastArticle)],
]);

const plain: Readonly<Record<string, Computed<Value>>> = {
  DisplayName: ({ displayName }) => displayName,
  FolderClass: ({ folderClass }) => folderClass,
  TotalCount: ({ items }) => items.size,
  UnreadCount: ({ unread }) => unread,
  ChildFolderCount: ({ children }) => children.length,
};

/** The value of an extended property that a client wrote, or that follows from the folder; null for none. */
export function extendedFolderValue(
  mailbox: Mailbox,
  folder: Folder,
  key: string,
): string | readonly string[] | null {
  const written = mailbox.folderProperties.get(folder.id)?.get(key);
  return written?.value ?? (computed.get(key)?.(folder) || null);
}

/** The value of a folder's element, for comparing; null if it has none. */
export function comparableFolderField(folder: Folder, name: string): Value {
  return plain[name]?.(folder) ?? null;
}

/** The markup of those extended properties of a folder that a client asks for. */
export function extendedFolderProperties(
  mailbox: Mailbox,
  folder: Folder,
  fields: readonly ExtendedField[],
): string {
  let markup = '';
  for (const field of fields) {
    const value = extendedFolderValue(mailbox, folder, field.key);
    if (value !== null) markup += renderExtended(field, value);
  }
  return markup;
}
