import { failureOf, responseMessages, soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { textOf } from '../../soap/xml-tree.ts';
import type { EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession, folderElement } from '../ews-session.ts';

/** Name of our configuration object. */
const NAME = 'VMRKit';
const MAX_LENGTH = 100_000;

/** GetUserConfiguration: the text that {@link writeConfiguration} left; null when there is none. */
export async function readConfiguration(
  session: EwsSession,
  options: EwsCallOptions,
): Promise<string | null> {
  const { body } = await callOperation(session, 'GetUserConfiguration', {
    ...options,
    repeatable: true,
    body: readConfigurationBody(session),
  });
  const [message] = responseMessages(body);
  if (message?.code === 'ErrorItemNotFound') return null;
  const data = textOf(soleMessage(body), 'UserConfiguration', 'BinaryData');
  return data && data.length < MAX_LENGTH ? Buffer.from(data, 'base64').toString('utf8') : null;
}

/** UpdateUserConfiguration, or CreateUserConfiguration where there is none yet. */
export async function writeConfiguration(
  session: EwsSession,
  content: string,
  options: EwsCallOptions,
): Promise<void> {
  for (const operation of ['Update', 'Create'] as const) {
    const { body } = await callOperation(session, `${operation}UserConfiguration`, {
      ...options,
      repeatable: operation === 'Update',
      body: writeConfigurationBody(session, operation, content),
    });
    const [message] = responseMessages(body);
    if (operation === 'Update' && message?.code === 'ErrorItemNotFound') continue;
    const failure = message && failureOf(message);
    if (failure) throw failure;
    return;
  }
}

/** The body of GetUserConfiguration. */
function readConfigurationBody(session: EwsSession): Xml {
  return xml`<m:GetUserConfiguration><m:UserConfigurationName Name="${NAME}">${folderElement(session, 'inbox')}</m:UserConfigurationName><m:UserConfigurationProperties>BinaryData</m:UserConfigurationProperties></m:GetUserConfiguration>`;
}

/** The body of the writing operations. */
function writeConfigurationBody(session: EwsSession, operation: 'Update' | 'Create', content: string): Xml {
  const data = Buffer.from(content, 'utf8').toString('base64');
  const object = xml`<m:UserConfiguration><t:UserConfigurationName Name="${NAME}">${folderElement(session, 'inbox')}</t:UserConfigurationName><t:BinaryData>${data}</t:BinaryData></m:UserConfiguration>`;
  return operation === 'Update'
    ? xml`<m:UpdateUserConfiguration>${object}</m:UpdateUserConfiguration>`
    : xml`<m:CreateUserConfiguration>${object}</m:CreateUserConfiguration>`;
}
