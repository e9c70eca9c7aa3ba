import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { notFound } from './graph-error.ts';

const wellKnown: readonly string[] = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'outbox',
  'junkemail',
  'msgfolderroot',
  'recoverableitemsdeletions',
];

/** A mail folder by well-known name or id. Throws 404. */
export function findFolder(mailbox: Mailbox, nameOrId: string): Folder {
  const name = nameOrId.toLowerCase();
  if (wellKnown.includes(name)) return mailbox.folder(name);
  const folder = mailbox.findFolder(nameOrId.replaceAll('-', '/').replaceAll('_', '+'));
  if (!folder || folder.folderClass === 'IPF.Appointment') throw notFound();
  return folder;
}
