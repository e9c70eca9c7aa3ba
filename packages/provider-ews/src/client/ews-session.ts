import { type ServerVersion, writeEnvelope } from '../soap/envelope.ts';
import { type Xml, xml } from '../soap/xml-text.ts';
import type { EwsChannel } from '../transport/ews-channel.ts';
import type { EwsAnswer } from '../transport/read-answer.ts';
import type { EwsCallOptions, EwsFolder } from './ews-client.ts';

/** What a server was found to do or not to do. */
export interface ServerHabits {
  /** False once it gave fewer answers than it was asked for, or refused several at once. */
  severalAnswers: boolean;
  /** False once a request changed between being read and being answered. */
  lastingKeys: boolean;
  /** False once it refused to be asked for `calendar:StartTimeZoneId`, which not every version knows. */
  zoneIds: boolean;
}

/** One mailbox as an account reaches it: what every operation's file works with. */
export interface EwsSession {
  readonly channel: EwsChannel;
  readonly mailbox: string;
  readonly version: ServerVersion;
  /** Without it, the account works with its own rights over the mailbox. */
  readonly impersonation: boolean;
  /** What was learnt of the server, shared by all mailboxes of the account. */
  readonly habits: ServerHabits;
  /** Where the vendor package believes it sends to. */
  readonly url: string;
}

/** What is told of an operation besides its body. */
export interface OperationOptions extends EwsCallOptions {
  readonly repeatable: boolean;
  readonly affinity?: boolean;
  readonly ofStream?: boolean;
}

/** Sends an operation that we write ourselves. */
export function callOperation(
  session: EwsSession,
  operation: string,
  { body, ...options }: OperationOptions & { readonly body: Xml },
): Promise<EwsAnswer> {
  return session.channel.call({
    operation,
    mailbox: session.mailbox,
    envelope: envelopeFor(session, body),
    ...options,
  });
}

/** The request as it goes out. */
export function envelopeFor(session: EwsSession, body: Xml): string {
  return writeEnvelope(body, {
    version: session.version,
    impersonate: session.impersonation ? session.mailbox : null,
  });
}

/** A folder of the mailbox; by name alone where the call runs in the mailbox's own name. */
export function folderElement(session: EwsSession, folder: EwsFolder): Xml {
  if (session.impersonation) return xml`<t:DistinguishedFolderId Id="${folder}"/>`;
  return xml`<t:DistinguishedFolderId Id="${folder}"><t:Mailbox><t:EmailAddress>${session.mailbox}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;
}
