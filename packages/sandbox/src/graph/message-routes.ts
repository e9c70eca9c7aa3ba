import type { ItemView } from '../model/item-view.ts';
import { viewOf } from '../model/item-view.ts';
import { json, nothing, odataContext, page } from './answers.ts';
import { expandEvent, oneEvent } from './event-entity.ts';
import { eventOfMessage } from './event-json.ts';
import { itemProperties, readPropertyFilter, writeProperties } from './extended-properties.ts';
import { readFilter, readOrder } from './filter.ts';
import { findFolder } from './folders.ts';
import { GraphError, notFound } from './graph-error.ts';
import { findMessage } from './graph-ids.ts';
import type { Json, MailboxContext } from './graph-request.ts';
import { asJson } from './json-values.ts';
import { internetHeaders, messageJson, messageType } from './message-json.ts';
import type { GraphRoute } from './routes.ts';
import { applySelect, readExpand, readSelect, type Selection } from './select.ts';

/** Reading, moving, marking and deleting messages. */
export const messageRoutes: readonly GraphRoute[] = [
  { operation: 'GET messages', permission: 'Mail.Read', run: listMessages },
  { operation: 'GET mailFolders/{folder}/messages', permission: 'Mail.Read', run: listMessages },
  { operation: 'GET messages/{id}', permission: 'Mail.Read', run: getMessage },
  { operation: 'GET mailFolders/{folder}/messages/{id}', permission: 'Mail.Read', run: getMessage },
  {
    operation: 'GET messages/{id}/microsoft.graph.eventMessage/event',
    permission: 'Mail.Read',
    run: (context) => {
      const event = eventOfMessage(readable(context));
      if (!event) throw notFound();
      return json(context, { ...odataContext(context, 'events/$entity'), ...oneEvent(context, event) });
    },
  },
  { operation: 'GET messages/{id}/attachments', permission: 'Mail.Read', run: listAttachments },
  { operation: 'PATCH messages/{id}', permission: 'Mail.ReadWrite', run: patchMessage },
  {
    operation: 'DELETE messages/{id}',
    permission: 'Mail.ReadWrite',
    run: (context) => {
      const { item } = findMessage(context.org, context.mailbox, context.params.id ?? '');
      const bin = context.mailbox.folder('deleteditems');
      if (context.mailbox.folderOf(item) === bin) context.mailbox.remove(item);
      else context.mailbox.move(item, bin);
      return nothing(204);
    },
  },
  {
    operation: 'POST messages/{id}/move',
    permission: 'Mail.ReadWrite',
    run: (context) => {
      const view = findMessage(context.org, context.mailbox, context.params.id ?? '');
      const { destinationId } = asJson(context.request.body, 'body');
      context.mailbox.move(view.item, findFolder(context.mailbox, String(destinationId)));
      return json(context, messageJson(viewOf(context.org, context.mailbox, view.item), context.prefer), 201);
    },
  },
];

function listMessages(context: MailboxContext) {
  const { org, mailbox, query, params, prefer } = context;
  const selection = readSelect(query.get('$select'), messageType);
  const folders =
    params.folder === undefined ? [...mailbox.folders.values()] : [findFolder(mailbox, params.folder)];
  const test = readFilter(query.get('$filter'));
  const views = folders
    .flatMap((folder) => [...folder.items.values()])
    .filter((item) => item.kind !== 'calendar')
    .map((item) => viewOf(org, mailbox, item))
    .filter(test)
    .reverse();
  views.sort(readOrder(query.get('$orderby') ?? 'receivedDateTime desc') ?? (() => 0));
  const names = extendedNames(query.get('$expand'));
  return page(context, views, {
    of: 'messages',
    render: (view) => {
      refusePoison(view, selection);
      const entity = applySelect(messageJson(view, prefer), selection);
      const properties = names && itemProperties(view, names);
      return properties ? { ...entity, singleValueExtendedProperties: properties } : entity;
    },
  });
}

function extendedNames(expand: string | undefined) {
  const part = readExpand(expand).find(({ name }) => name === 'singleValueExtendedProperties');
  return part ? readPropertyFilter(part.options.get('$filter') ?? '') : null;
}

/** Refuses what holds a message that the server cannot read; what was not asked for does not hurt. */
export function refusePoison({ item }: ItemView, selection: Selection | null): void {
  if (item.poison === null) return;
  const names = selection ? [...selection.names] : ['body'];
  const hurts = /Conversion/.test(item.poison)
    ? names.some((name) => /^(body|bodyPreview|uniqueBody)$/.test(name))
    : names.some((name) => name !== 'id');
  if (hurts) throw new GraphError(504, 'UnknownError', '');
}

function readable(context: MailboxContext, selection: Selection | null = null): ItemView {
  const view = findMessage(context.org, context.mailbox, context.params.id ?? '');
  refusePoison(view, selection);
  return view;
}

function getMessage(context: MailboxContext) {
  const { query, prefer } = context;
  const selection = readSelect(query.get('$select'), messageType);
  const view = readable(context, selection);
  let entity: Json = applySelect(messageJson(view, prefer), selection, true);
  if (selection?.names.has('internetMessageHeaders'))
    entity = { ...entity, internetMessageHeaders: internetHeaders(view) };
  for (const { name, options } of readExpand(query.get('$expand'))) {
    if (/^(microsoft\.graph\.eventMessage\w*\/)?event$/i.test(name)) {
      if (entity['@odata.type'] === undefined) continue;
      entity = { ...entity, ...expandEvent(context, view, options) };
    } else if (name === 'singleValueExtendedProperties') {
      const properties = itemProperties(view, readPropertyFilter(options.get('$filter') ?? ''));
      if (properties) entity = { ...entity, singleValueExtendedProperties: properties };
    } else if (name === 'attachments') {
      entity = { ...entity, attachments: attachmentsOf(view) };
    }
  }
  return json(context, { ...odataContext(context, 'messages/$entity'), ...entity });
}

function attachmentsOf({ item }: ItemView): Json[] {
  return item.attachments.map((each, at) => ({
    '@odata.type': '#microsoft.graph.fileAttachment',
    id: `${item.immutableId.replace(/[^\w]/g, '_')}.${at}`,
    name: each.name,
    contentType: each.contentType,
    size: Buffer.byteLength(each.content, 'base64'),
    isInline: false,
    contentBytes: each.content,
  }));
}

function listAttachments(context: MailboxContext) {
  return json(context, {
    ...odataContext(context, 'messages/attachments'),
    value: attachmentsOf(readable(context)),
  });
}

function patchMessage(context: MailboxContext) {
  const { mailbox, prefer } = context;
  const view = findMessage(context.org, mailbox, context.params.id ?? '');
  const { isRead, categories, singleValueExtendedProperties } = asJson(context.request.body, 'body');
  if (typeof isRead === 'boolean') mailbox.markRead(view.item, isRead);
  if (Array.isArray(categories)) view.item.categories = categories.map(String);
  writeProperties(view.item.extended, singleValueExtendedProperties);
  if (categories !== undefined || singleValueExtendedProperties !== undefined) mailbox.touch(view.item);
  return json(context, { ...odataContext(context, 'messages/$entity'), ...messageJson(view, prefer) });
}
