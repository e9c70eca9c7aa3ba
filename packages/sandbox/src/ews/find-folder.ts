import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { EwsContext } from './ews-context.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { child, childText, type XmlNode } from './xml-node.ts';

/** A folder with the mailbox in which it is. */
export interface PlacedFolder {
  readonly folder: Folder;
  readonly mailbox: Mailbox;
}

/**
 * The folder that a `FolderId` or `DistinguishedFolderId` names, in the caller's mailbox or in one that the
 * caller may open. Throws ErrorFolderNotFound, ErrorAccessDenied, ErrorNonExistentMailbox.
 */
export function findFolder(context: EwsContext, node: XmlNode): PlacedFolder {
  const id = node.attributes.Id ?? '';
  if (node.name === 'DistinguishedFolderId') {
    const address = childText(child(node, 'Mailbox'), 'EmailAddress');
    const mailbox = address === null ? context.mailbox : openMailbox(context, address);
    const folder = mailbox.folders.get(id);
    if (!folder) throw folderNotFound();
    return { folder, mailbox };
  }
  if (node.name !== 'FolderId') throw schemaFault(`'${node.name}' does not name a folder.`);
  const own = context.mailbox.findFolder(id);
  if (own) return { folder: own, mailbox: context.mailbox };
  for (const address of context.caller.fullAccess) {
    const mailbox = context.org.findMailbox(address);
    const folder = mailbox?.findFolder(id);
    if (mailbox && folder) return { folder, mailbox };
  }
  throw folderNotFound();
}

/** The mailboxes in which a caller may look for an item, its own first. */
export function reachableMailboxes(context: EwsContext): Mailbox[] {
  const others = [...context.caller.fullAccess].flatMap((address) => context.org.findMailbox(address) ?? []);
  return [context.mailbox, ...others];
}

function openMailbox(context: EwsContext, address: string): Mailbox {
  const mailbox = context.org.findMailbox(address);
  if (!mailbox) {
    throw new ResponseCodeError(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }
  const isOwn = mailbox === context.mailbox;
  if (!isOwn && !context.caller.fullAccess.has(mailbox.address.email)) {
    throw new ResponseCodeError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  return mailbox;
}

function folderNotFound(): ResponseCodeError {
  return new ResponseCodeError(
    'ErrorFolderNotFound',
    'The specified folder could not be found in the store.',
  );
}
