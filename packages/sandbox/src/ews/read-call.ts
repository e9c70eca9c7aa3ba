import type { Caller } from '../http/authenticate.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import { MESSAGES_NS, SOAP_NS } from './namespaces.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { child, parseXml, type XmlNode } from './xml-node.ts';

/** A call as it was read from the wire. */
export interface EwsCall {
  /** The request element, the only one in the Body. */
  readonly request: XmlNode;
  /** Value of `ConnectingSID`, if the call impersonates. */
  readonly impersonated: XmlNode | null;
}

const versions = /^(Exchange(2007|2007_SP1|2010|2010_SP1|2010_SP2|2013|2013_SP1|2015|2016)|V\w+)$/;

/** Reads an envelope. Throws a schema fault for what is not a call, ErrorInvalidServerVersion. */
export function readCall(text: string): EwsCall {
  const root = parse(text);
  if (root.name !== 'Envelope' || root.namespace !== SOAP_NS)
    throw schemaFault('The root is not a SOAP envelope.');
  const header = child(root, 'Header');
  const version = child(header, 'RequestServerVersion')?.attributes.Version;
  if (version !== undefined && !versions.test(version)) {
    throw new ResponseCodeError('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  }
  const requests = child(root, 'Body')?.children ?? [];
  const [request] = requests;
  if (!request || requests.length > 1 || request.namespace !== MESSAGES_NS) {
    throw schemaFault('The Body does not hold one request.');
  }
  const sid = child(child(header, 'ExchangeImpersonation'), 'ConnectingSID');
  const [impersonated = null] = sid?.children ?? [];
  return { request, impersonated };
}

function parse(text: string): XmlNode {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw schemaFault('The request is not well-formed.');
    throw error;
  }
}

/**
 * The mailbox in whose name a call is made. Throws ErrorNonExistentMailbox, ErrorImpersonateUserDenied,
 * ErrorImpersonationFailed.
 */
export function actingMailbox(org: Organization, caller: Caller, impersonated: XmlNode | null): Mailbox {
  if (!impersonated) {
    const own = org.findMailbox(caller.username) ?? firstOf(org, caller.fullAccess);
    if (own) return own;
    throw new ResponseCodeError(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }
  const value = impersonated.text.trim();
  const mailbox = impersonated.name === 'SID' ? org.findMailboxBySid(value) : org.findMailbox(value);
  if (!mailbox || mailbox.location === 'external' || mailbox.hosting === 'online') {
    throw new ResponseCodeError(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }
  const { impersonates } = caller;
  const isOwn = mailbox.address.email === caller.username;
  if (!isOwn && impersonates !== 'all' && !impersonates.has(mailbox.address.email)) {
    throw new ResponseCodeError(
      'ErrorImpersonateUserDenied',
      'The account does not have permission to impersonate the requested user.',
    );
  }
  return mailbox;
}

function firstOf(org: Organization, addresses: ReadonlySet<string>): Mailbox | null {
  const [address] = addresses;
  return address === undefined ? null : org.findMailbox(address);
}
