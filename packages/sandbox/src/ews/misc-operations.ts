import { directoryName } from '../mapi/directory-name.ts';
import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { requiredChild, requiredChildren } from './schema-fault.ts';
import { response, successMessage, warningMessage } from './soap-envelope.ts';
import { child, type XmlNode } from './xml-node.ts';
import { element, escapeAttribute, escapeText } from './xml-text.ts';

/** ConvertId: every format has the same text here, the mailbox is the one in which the id is. */
export function convertId({ mailbox }: EwsContext, request: XmlNode): string {
  const format = escapeAttribute(request.attributes.DestinationFormat ?? 'EwsId');
  const messages = requiredChildren(request, 'SourceIds').map((each) => {
    const id = escapeAttribute(each.attributes.Id ?? '');
    const type = 'xsi:type="t:AlternateIdType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    return successMessage(
      'ConvertIdResponseMessage',
      `<m:AlternateId ${type} Format="${format}" Id="${id}" Mailbox="${escapeAttribute(mailbox.address.email)}"/>`,
    );
  });
  return response('ConvertId', messages);
}

const severalFound = new ResponseCodeError(
  'ErrorNameResolutionMultipleResults',
  'Multiple results were found.',
);

/**
 * ResolveNames: mailboxes whose address or name begins with the entry, or whose name in the directory it is. Several
 * are a warning with all of them.
 */
export function resolveNames(context: EwsContext, request: XmlNode): string {
  const wanted = requiredChild(request, 'UnresolvedEntry')
    .text.trim()
    .replace(/^(smtp|ex):/i, '')
    .toLowerCase();
  const message = attempt('ResolveNamesResponseMessage', () => {
    const found = [...context.org.mailboxes.values()].filter(
      ({ address, location }) =>
        location === 'internal' &&
        (wanted.startsWith('/')
          ? directoryName(address.email).toLowerCase() === wanted
          : address.email.startsWith(wanted) || address.name.toLowerCase().startsWith(wanted)),
    );
    if (found.length === 0) {
      throw new ResponseCodeError('ErrorNameResolutionNoResults', 'No results were found.');
    }
    const markup = found
      .slice(0, 100)
      .map(
        ({ address }) =>
          `<t:Resolution><t:Mailbox>${element('Name', address.name)}${element('EmailAddress', address.email)}` +
          '<t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox></t:Resolution>',
      );
    const set = `<m:ResolutionSet TotalItemsInView="${found.length}" IncludesLastItemInRange="${found.length <= 100}">${markup.join('')}</m:ResolutionSet>`;
    return found.length === 1
      ? successMessage('ResolveNamesResponseMessage', set)
      : warningMessage('ResolveNamesResponseMessage', severalFound, set);
  });
  return response('ResolveNames', [message]);
}

/** GetClientAccessToken: the identity token that Outlook fetches for an add-in. */
export async function getClientAccessToken(context: EwsContext, request: XmlNode): Promise<string> {
  const messages = requiredChildren(request, 'TokenRequests').map(async (each) => {
    const id = child(each, 'Id')?.text ?? '';
    const audience = child(each, 'Scope')?.text ?? id;
    const token = await context.tokens.issue({
      mailbox: context.mailbox,
      audience,
      baseUrl: context.baseUrl,
    });
    return successMessage(
      'GetClientAccessTokenResponseMessage',
      `<m:Token><t:Id>${escapeText(id)}</t:Id><t:TokenType>CallerIdentity</t:TokenType>` +
        `<t:TokenValue>${token}</t:TokenValue><t:TTL>480</t:TTL></m:Token>`,
    );
  });
  return response('GetClientAccessToken', await Promise.all(messages));
}
