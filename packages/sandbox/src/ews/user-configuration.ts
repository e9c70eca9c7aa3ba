import type { TypedText, UserConfiguration } from '../model/mailbox.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { checkChildren, requiredAttribute, requiredChild, schemaFault } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { child, childText, type XmlNode } from './xml-node.ts';
import { element, escapeAttribute, wrap } from './xml-text.ts';

interface Named {
  readonly placed: PlacedFolder;
  readonly name: string;
  readonly key: string;
  readonly found: UserConfiguration | null;
}

/** GetUserConfiguration: the dictionary and data that a client keeps with a folder. */
export function getUserConfiguration(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['UserConfigurationName', 'UserConfigurationProperties']);
  const wanted = requiredChild(request, 'UserConfigurationProperties').text.split(/\s+/);
  const message = attempt('GetUserConfigurationResponseMessage', () => {
    const named = locate(context, requiredChild(request, 'UserConfigurationName'));
    if (!named.found) throw notFound();
    const markup = render(named, named.found, (part) => wanted.includes(part) || wanted.includes('All'));
    return successMessage('GetUserConfigurationResponseMessage', markup);
  });
  return response('GetUserConfiguration', [message]);
}

/** CreateUserConfiguration. */
export function createUserConfiguration(context: EwsContext, request: XmlNode): string {
  const node = requiredChild(request, 'UserConfiguration');
  const message = attempt('CreateUserConfigurationResponseMessage', () => {
    const { placed, name, key, found } = locate(context, requiredChild(node, 'UserConfigurationName'));
    if (found) throw new ResponseCodeError('ErrorItemSave', 'The configuration object exists already.');
    const { mailbox, folder } = placed;
    const made: UserConfiguration = {
      folderId: folder.id,
      name,
      itemId: mailbox.identifiers.itemId(),
      changeKey: mailbox.identifiers.changeKey('message'),
      entries: [],
      xmlData: null,
      binaryData: null,
    };
    fill(made, node);
    mailbox.configurations.set(key, made);
    return successMessage('CreateUserConfigurationResponseMessage');
  });
  return response('CreateUserConfiguration', [message]);
}

/** UpdateUserConfiguration. */
export function updateUserConfiguration(context: EwsContext, request: XmlNode): string {
  const node = requiredChild(request, 'UserConfiguration');
  const message = attempt('UpdateUserConfigurationResponseMessage', () => {
    const { placed, found } = locate(context, requiredChild(node, 'UserConfigurationName'));
    if (!found) throw notFound();
    fill(found, node);
    found.changeKey = placed.mailbox.identifiers.changeKey('message');
    return successMessage('UpdateUserConfigurationResponseMessage');
  });
  return response('UpdateUserConfiguration', [message]);
}

/** DeleteUserConfiguration. */
export function deleteUserConfiguration(context: EwsContext, request: XmlNode): string {
  const message = attempt('DeleteUserConfigurationResponseMessage', () => {
    const { placed, key, found } = locate(context, requiredChild(request, 'UserConfigurationName'));
    if (!found) throw notFound();
    placed.mailbox.configurations.delete(key);
    return successMessage('DeleteUserConfigurationResponseMessage');
  });
  return response('DeleteUserConfiguration', [message]);
}

function locate(context: EwsContext, node: XmlNode): Named {
  const name = requiredAttribute(node, 'Name');
  const [folderNode] = node.children;
  if (!folderNode) throw schemaFault("The element 'UserConfigurationName' has incomplete content.");
  const placed = findFolder(context, folderNode);
  const key = `${placed.folder.id}|${name}`;
  return { placed, name, key, found: placed.mailbox.configurations.get(key) ?? null };
}

function fill(target: UserConfiguration, node: XmlNode): void {
  const dictionary = child(node, 'Dictionary');
  if (dictionary) {
    target.entries = dictionary.children.map((entry) => [
      readObject(requiredChild(entry, 'DictionaryKey')),
      readObject(requiredChild(entry, 'DictionaryValue')),
    ]);
  }
  target.xmlData = childText(node, 'XmlData') ?? target.xmlData;
  target.binaryData = childText(node, 'BinaryData') ?? target.binaryData;
}

function readObject(node: XmlNode): TypedText {
  const values = node.children.filter((each) => each.name === 'Value').map((each) => each.text);
  return { type: requiredChild(node, 'Type').text, values };
}

function render({ placed, name }: Named, found: UserConfiguration, wants: (part: string) => boolean): string {
  const object = (tag: string, { type, values }: TypedText) =>
    wrap(tag, element('Type', type) + values.map((each) => element('Value', each)).join(''));
  const entries = found.entries.map(([key, value]) =>
    wrap('DictionaryEntry', object('DictionaryKey', key) + object('DictionaryValue', value)),
  );
  const { folder } = placed;
  let markup = `<t:UserConfigurationName Name="${escapeAttribute(name)}"><t:FolderId Id="${folder.id}" ChangeKey="${folder.changeKey}"/></t:UserConfigurationName>`;
  if (wants('Id')) markup += `<t:ItemId Id="${found.itemId}" ChangeKey="${found.changeKey}"/>`;
  if (wants('Dictionary')) markup += `<t:Dictionary>${entries.join('')}</t:Dictionary>`;
  if (wants('XmlData')) markup += element('XmlData', found.xmlData);
  if (wants('BinaryData')) markup += element('BinaryData', found.binaryData);
  return `<m:UserConfiguration>${markup}</m:UserConfiguration>`;
}

function notFound(): ResponseCodeError {
  return new ResponseCodeError('ErrorItemNotFound', 'The configuration object was not found.');
}
