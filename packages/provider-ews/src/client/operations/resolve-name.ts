import { readAddress } from '@vmrkit/core';
import { EwsFailure } from '../../errors/ews-failure.ts';
import { failureOf, responseMessages } from '../../soap/envelope.ts';
import { xml } from '../../soap/xml-text.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../../soap/xml-tree.ts';
import type { EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/** The directory does not know the name, or knows several of it. */
const NOT_ONE = new Set([
  'ErrorNameResolutionNoResults',
  'ErrorNameResolutionMultipleResults',
  'ErrorNameResolutionNoMailbox',
]);

/** ResolveNames over the directory alone: the address of the only hit; null for none and for several. */
export async function resolveName(
  session: EwsSession,
  name: string,
  options: EwsCallOptions,
): Promise<string | null> {
  const { body } = await callOperation(session, 'ResolveNames', {
    ...options,
    repeatable: true,
    body: xml`<m:ResolveNames ReturnFullContactData="false" SearchScope="ActiveDirectory"><m:UnresolvedEntry>${name}</m:UnresolvedEntry></m:ResolveNames>`,
  });
  const [message, ...others] = responseMessages(body);
  if (!message || others.length > 0) throw new EwsFailure('malformed', { maySent: true });
  if (NOT_ONE.has(message.code)) return null;
  const failure = failureOf(message);
  if (failure) throw failure;
  return onlyAddress(childOf(message.element, 'ResolutionSet'));
}

function onlyAddress(set: XmlElement | null): string | null {
  const [hit, ...others] = childrenOf(set, 'Resolution');
  const { TotalItemsInView: total = '1', IncludesLastItemInRange: last = 'true' } = set?.attributes ?? {};
  if (!hit || others.length > 0 || total !== '1' || last === 'false') return null;
  const mailbox = childOf(hit, 'Mailbox');
  const type = textOf(mailbox, 'RoutingType')?.trim().toUpperCase() ?? 'SMTP';
  return type === 'SMTP' ? readAddress(textOf(mailbox, 'EmailAddress')) : null;
}
