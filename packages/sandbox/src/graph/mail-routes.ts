import { newMessageId } from '../model/identifiers.ts';
import type { Address } from '../model/item.ts';
import { transportHost } from '../model/meeting-messages.ts';
import { newMail, transportHeaders } from '../model/new-item.ts';
import { post } from '../model/send-meeting.ts';
import { nothing } from './answers.ts';
import { writeProperties } from './extended-properties.ts';
import { badRequest } from './graph-error.ts';
import type { GraphAnswer, Json, MailboxContext } from './graph-request.ts';
import { asJson, readRecipients } from './json-values.ts';
import type { GraphRoute } from './routes.ts';

/** Sending mail. */
export const mailRoutes: readonly GraphRoute[] = [
  { operation: 'POST sendMail', permission: 'Mail.Send', run: sendMail },
];

function sendMail(context: MailboxContext): GraphAnswer {
  const { org, mailbox, request } = context;
  const parameters = new Map(
    Object.entries(asJson(request.body, 'body')).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const message = asJson(parameters.get('message'), 'Message');
  const people = (name: string): Address[] =>
    readRecipients(message[name], name).map(({ email, name: display }) => ({
      email,
      name: display ?? org.nameOf(email).name,
    }));
  const [to, cc, bcc] = [people('toRecipients'), people('ccRecipients'), people('bccRecipients')];
  const all = [...to, ...cc, ...bcc];
  if (all.length === 0) throw badRequest('At least one recipient is needed.', 'ErrorInvalidRecipients');
  org.transport.admit(mailbox.address.email);
  const messageId = newMessageId(transportHost);
  const internal = mailbox.location === 'internal';
  const body = asJson(message.body ?? {}, 'body');
  const mail = newMail(org.clock.now(), {
    subject: String(message.subject ?? ''),
    body: String(body.content ?? ''),
    bodyType: String(body.contentType ?? 'text').toLowerCase() === 'html' ? 'HTML' : 'Text',
    from: mailbox.address,
    sender: mailbox.address,
    to,
    cc,
    bcc,
    messageId,
    headers: [
      ...transportHeaders({ from: mailbox.address, messageId, internal, host: transportHost }),
      ...ownHeaders(message),
    ],
  });
  writeProperties(mail.extended, message.singleValueExtendedProperties);
  post(org, mailbox, { message: mail, to: all, saveCopy: parameters.get('savetosentitems') !== false });
  return nothing(202);
}

/** Headers that a client may set: those that begin with `x-`. */
function ownHeaders({ internetMessageHeaders }: Json): (readonly [string, string])[] {
  if (internetMessageHeaders === undefined) return [];
  if (!Array.isArray(internetMessageHeaders))
    throw badRequest("The property 'internetMessageHeaders' is invalid.");
  return internetMessageHeaders.map((each) => {
    const { name, value } = asJson(each, 'internetMessageHeaders');
    if (!/^x-/i.test(String(name)))
      throw badRequest(
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
        'InvalidInternetMessageHeader',
      );
    return [String(name), String(value)] as const;
  });
}
