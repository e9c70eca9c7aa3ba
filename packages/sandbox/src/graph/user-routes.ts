import { directoryName } from '../mapi/directory-name.ts';
import type { Folder } from '../model/folder.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { json, odataContext } from './answers.ts';
import { readPropertyFilter, writeProperties, writtenProperties } from './extended-properties.ts';
import { findFolder } from './folders.ts';
import { badRequest } from './graph-error.ts';
import { urlSafe } from './graph-ids.ts';
import type { GraphAnswer, Json, MailboxContext } from './graph-request.ts';
import { asJson } from './json-values.ts';
import type { GraphRoute } from './routes.ts';
import { readExpand, selectFrom } from './select.ts';

/** The directory. */
export const directoryRoutes: readonly GraphRoute[] = [
  { operation: 'GET users', permission: 'User.Read.All', ofUser: false, run: findUsers },
];

/** Users, settings of mailboxes, and mail folders with what clients keep in them. */
export const userRoutes: readonly GraphRoute[] = [
  { operation: 'GET ', permission: 'User.ReadBasic.All', run: getUser },
  { operation: 'GET mailboxSettings', permission: 'MailboxSettings.Read', run: getSettings },
  { operation: 'GET mailFolders', permission: 'Mail.ReadBasic.All', run: listFolders },
  { operation: 'GET mailFolders/{folder}', permission: 'Mail.ReadBasic.All', run: getFolder },
  { operation: 'PATCH mailFolders/{folder}', permission: 'Mail.ReadWrite', run: patchFolder },
];

function getUser(context: MailboxContext): GraphAnswer {
  return json(context, {
    '@odata.context': context.link('/$metadata#users/$entity'),
    ...userJson(context.mailbox, context.query.get('$select')),
  });
}

function userJson({ address, objectId }: Mailbox, select: string | undefined): Json {
  const { name, email } = address;
  const user = { id: objectId, displayName: name, mail: email, userPrincipalName: email };
  return selectFrom(user, select, 'user');
}

const wantedUser =
  /^(?:proxyAddresses\/any\((\w+):\s*\1 eq '(?<proxy>(?:[^']|'')+)'\)|(?:mail|userPrincipalName) eq '(?<mail>(?:[^']|'')+)')$/i;

/** Looks people up in the directory, by address or by an older name (`X500:/o=…`). */
function findUsers(context: MailboxContext): GraphAnswer {
  const { org, query } = context;
  const { proxy, mail } = wantedUser.exec(query.get('$filter')?.trim() ?? '')?.groups ?? {};
  if (proxy === undefined && mail === undefined)
    throw badRequest('Unsupported or invalid query filter clause.', 'Request_UnsupportedQuery');
  const wanted = (mail ?? proxy ?? '').replaceAll("''", "'").toLowerCase();
  const names = ({ address: { email } }: Mailbox) =>
    mail === undefined ? [`smtp:${email}`, `x500:${directoryName(email).toLowerCase()}`] : [email];
  const found = [...org.mailboxes.values()].filter(
    (each) => each.location === 'internal' && names(each).includes(wanted),
  );
  return json(context, {
    '@odata.context': context.link('/$metadata#users'),
    value: found.map((each) => userJson(each, query.get('$select'))),
  });
}

function getSettings(context: MailboxContext): GraphAnswer {
  const { culture, kind } = context.mailbox;
  const settings = {
    timeZone: 'UTC',
    language: { locale: culture, displayName: culture },
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
    userPurpose: kind === 'equipment' ? 'equipment' : 'user',
  };
  return json(context, {
    ...odataContext(context, 'mailboxSettings'),
    ...selectFrom(settings, context.query.get('$select'), 'mailboxSettings'),
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
  const entity = {
    id: urlSafe(folder.id),
    displayName: folder.displayName,
    parentFolderId: folder.parent ? urlSafe(folder.parent.id) : null,
    childFolderCount: folder.children.length,
    unreadItemCount: folder.unread,
    totalItemCount: folder.items.size,
    isHidden: false,
    ...(properties ? { singleValueExtendedProperties: properties } : {}),
  };
  return selectFrom(entity, context.query.get('$select'), 'mailFolder');
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
