import type { ItemView } from '../model/item-view.ts';
import { sendMail } from './create-items.ts';
import type { EwsContext } from './ews-context.ts';
import { applyExtended, readExtendedUpdate } from './extended-update.ts';
import { fieldName } from './item-shape.ts';
import { readBody, readRecipients } from './read-item.ts';
import { schemaFault } from './schema-fault.ts';
import { child, isTrue, type XmlNode } from './xml-node.ts';

/** Carries out the updates of a mail or meeting message, and sends a draft if asked to. */
export function updateMessage(
  context: EwsContext,
  args: { readonly request: XmlNode; readonly view: ItemView; readonly updates: readonly XmlNode[] },
): void {
  const { item, mailbox } = args.view;
  let readFlag: boolean | null = null;
  let wrote = false;
  for (const update of args.updates) {
    const [path, holder] = update.children;
    if (!path) throw schemaFault(`The element '${update.name}' has incomplete content.`);
    if (path.name === 'ExtendedFieldURI') {
      wrote = true;
      applyExtended(item, readExtendedUpdate(context, path, holder));
      continue;
    }
    const name = fieldName(path);
    const value = holder ? child(holder, name) : null;
    if (name === 'IsRead') readFlag = isTrue(value?.text);
    else {
      wrote = true;
      setField(context, args.view, { name, value });
    }
  }
  if (readFlag !== null) mailbox.markRead(item, readFlag);
  if (wrote) mailbox.touch(item);
  const disposition = args.request.attributes.MessageDisposition;
  if (item.isDraft && (disposition === 'SendOnly' || disposition === 'SendAndSaveCopy')) {
    sendMail(context, item, disposition === 'SendAndSaveCopy');
    mailbox.remove(item);
  }
}

function setField(
  context: EwsContext,
  { item }: ItemView,
  { name, value }: { readonly name: string; readonly value: XmlNode | null },
): void {
  const text = value?.text ?? '';
  if (name === 'Subject') item.subject = text;
  else if (name === 'Categories') item.categories = value?.children.map((each) => each.text) ?? [];
  else if (name === 'Importance') item.importance = text;
  else if (name === 'ToRecipients') item.to = readRecipients(context, value);
  else if (name === 'CcRecipients') item.cc = readRecipients(context, value);
  else if (name === 'Body') {
    const body = readBody(value);
    item.body = body?.text ?? '';
    item.bodyType = body?.type ?? 'HTML';
  }
}
