import type { Folder } from '../model/folder.ts';
import { json, odataContext } from './answers.ts';
import { readPropertyFilter, writeProperties, writtenProperties } from './extended-properties.ts';
import { findFolder } from './folders.ts';
import { urlSafe } from './graph-ids.ts';
import type { GraphAnswer, Json, MailboxContext } from './graph-request.ts';
import { asJson } from './json-values.ts';
import type { GraphRoute } from './routes.ts';
import { readExpand } from './select.ts';

/** Users, settings of mailboxes, and mail folders with what clients keep in them. */
export const userRoutes: readonly GraphRoute[] = [
  { operation: 'GET ', permission: 'User.ReadBasic.All', run: getUser },
  { operation: 'GET mailboxSettings', permission: 'MailboxSettings.Read', run: getSettings },
  { operation: 'GET mailFolders', permission: 'Mail.ReadBasic.All', run: listFolders },
  { operation: 'GET mailFolders/{folder}', permission: 'Mail.ReadBasic.All', run: getFolder },
  { operation: 'PATCH mailFolders/{folder}', permission: 'Mail.ReadWrite', run: patchFolder },
];

function getUser(context: MailboxContext): GraphAnswer {
  const { address, objectId } = context.mailbox;
  return json(context, {
    '@odata.context': context.link('/$metadata#users/$entity'),
    id: objectId,
    displayName: address.name,
    mail: address.email,
    userPrincipalName: address.email,
  });
}

function getSettings(context: MailboxContext): GraphAnswer {
  const { culture, kind } = context.mailbox;
  return json(context, {
    ...odataContext(context, 'mailboxSettings'),
    timeZone: 'UTC',
    language: { locale: culture, displayName: culture },
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
    userPurpose: kind === 'equipment' ? 'equipment' : 'user',
  });
}

function folderJson(context: MailboxContext, folder: Folder): Json {
  const part = readExpand(context.query.get('$expand')).find(
    ({ name }) => name === 'singleValueExtendedProperties',
  );
  const written = context.mailbox.folderProperties.get(folder.id);
  const properties =
    part && written
      ? writtenProperties(written, readPropertyFilter(part.options.get('$filter') ?? ''))
      : null;
  return {
    id: urlSafe(folder.id),
    displayName: folder.displayName,
    parentFolderId: folder.parent ? urlSafe(folder.parent.id) : null,
    childFolderCount: folder.children.length,
    unreadItemCount: folder.unread,
    totalItemCount: folder.items.size,
    isHidden: false,
    ...(properties ? { singleValueExtendedProperties: properties } : {}),
  };
}

function listFolders(context: MailboxContext): GraphAnswer {
  const { children } = context.mailbox.folder('msgfolderroot');
  const folders = children.filter(({ folderClass }) => folderClass === 'IPF.Note');
  return json(context, {
    ...odataContext(context, 'mailFolders'),
    value: folders.map((folder) => folderJson(context, folder)),
  });
}

function getFolder(context: MailboxContext): GraphAnswer {
  const folder = findFolder(context.mailbox, context.params.folder ?? '');
  return json(context, { ...odataContext(context, 'mailFolders/$entity'), ...folderJson(context, folder) });
}

function patchFolder(context: MailboxContext): GraphAnswer {
  const { mailbox, params, request } = context;
  const folder = findFolder(mailbox, params.folder ?? '');
  const properties = mailbox.folderProperties.get(folder.id) ?? new Map();
  writeProperties(properties, asJson(request.body, 'body').singleValueExtendedProperties);
  mailbox.folderProperties.set(folder.id, properties);
  return json(context, { ...odataContext(context, 'mailFolders/$entity'), ...folderJson(context, folder) });
}
