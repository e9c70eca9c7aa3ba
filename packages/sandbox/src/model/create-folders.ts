import { Folder } from './folder.ts';
import type { IdentifierSource } from './identifiers.ts';

const standardFolders: readonly (readonly [
  name: string,
  display: string,
  folderClass: string,
  parent: string | null,
])[] = [
  ['root', 'Root', '', null],
  ['msgfolderroot', 'Top of Information Store', 'IPF.Note', 'root'],
  ['inbox', 'Inbox', 'IPF.Note', 'msgfolderroot'],
  ['calendar', 'Calendar', 'IPF.Appointment', 'msgfolderroot'],
  ['sentitems', 'Sent Items', 'IPF.Note', 'msgfolderroot'],
  ['deleteditems', 'Deleted Items', 'IPF.Note', 'msgfolderroot'],
  ['drafts', 'Drafts', 'IPF.Note', 'msgfolderroot'],
  ['outbox', 'Outbox', 'IPF.Note', 'msgfolderroot'],
  ['junkemail', 'Junk Email', 'IPF.Note', 'msgfolderroot'],
  ['contacts', 'Contacts', 'IPF.Contact', 'msgfolderroot'],
  ['tasks', 'Tasks', 'IPF.Task', 'msgfolderroot'],
  ['recoverableitemsroot', 'Recoverable Items', '', 'root'],
  ['recoverableitemsdeletions', 'Deletions', '', 'recoverableitemsroot'],
];

/** The standard folders of a new mailbox, by their names. */
export function createFolders(identifiers: IdentifierSource): Map<string, Folder> {
  const folders = new Map<string, Folder>();
  for (const [name, displayName, folderClass, parent] of standardFolders) {
    folders.set(
      name,
      new Folder({
        id: identifiers.itemId(),
        changeKey: identifiers.changeKey('folder'),
        distinguishedName: name,
        displayName,
        folderClass,
        parent: parent === null ? null : (folders.get(parent) ?? null),
      }),
    );
  }
  return folders;
}
