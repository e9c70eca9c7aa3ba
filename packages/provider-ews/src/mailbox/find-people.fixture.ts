import type { Clock, MailboxMessage, ReadResult } from '@vmrkit/core';
import { expect, onTestFinished } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { xml } from '../soap/xml-text.ts';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { answerOf, messagesOf } from '../test-support/soap-answers.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';

export const ALICE =
  '/O=CORP/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0123ABCD-ALICE';

export interface Named {
  readonly name?: string;
  readonly email: string;
  readonly type?: string;
}

export interface Written {
  readonly organizer?: Named;
  readonly from?: Named;
  readonly sender?: Named;
  /** PidTagSentRepresentingSmtpAddress and PidTagSenderSmtpAddress. */
  readonly properties?: { readonly from?: string; readonly sender?: string };
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly kind?: 'MeetingRequest' | 'MeetingCancellation' | 'Message';
}

function person(element: string, { name = 'Alice', email, type = 'EX' }: Named): string {
  const address = xml`<t:Name>${name}</t:Name><t:EmailAddress>${email}</t:EmailAddress>`;
  const routing = type === '' ? '' : `<t:RoutingType>${type}</t:RoutingType>`;
  return `<t:${element}><t:Mailbox>${address}${routing}</t:Mailbox></t:${element}>`;
}

function itemOf(id: string, written: Written): string {
  const { organizer, from, sender, properties = {}, headers, kind = 'MeetingRequest' } = written;
  const property = (tag: string, value: string | undefined) =>
    value === undefined
      ? ''
      : xml`<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="String"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
  const header = headers?.map(
    ([name, value]) => xml`<t:InternetMessageHeader HeaderName="${name}">${value}</t:InternetMessageHeader>`,
  );
  return [
    `<m:Items><t:${kind}><t:ItemId Id="${id}" ChangeKey="c"/><t:DateTimeReceived>2026-01-01T00:00:00Z</t:DateTimeReceived>`,
    header ? `<t:InternetMessageHeaders>${header.join('')}</t:InternetMessageHeaders>` : '',
    property('0x5D02', properties.from),
    property('0x5d01', properties.sender),
    sender ? person('Sender', sender) : '',
    from ? person('From', from) : '',
    '<t:UID>u</t:UID><t:Start>2026-01-02T10:00:00Z</t:Start><t:End>2026-01-02T11:00:00Z</t:End>',
    organizer ? person('Organizer', organizer) : '',
    `</t:${kind}></m:Items>`,
  ].join('');
}

export const hit = (email: string, type = 'SMTP') =>
  xml`<t:Resolution><t:Mailbox><t:Name>A</t:Name><t:EmailAddress>${email}</t:EmailAddress><t:RoutingType>${type}</t:RoutingType></t:Mailbox></t:Resolution>`.toString();

export function resolved(
  hits: readonly string[],
  { responseClass = 'Success', code = 'NoError' } = {},
): string {
  return answerOf(
    `<m:ResolveNamesResponse><m:ResponseMessages><m:ResolveNamesResponseMessage ResponseClass="${responseClass}"><m:ResponseCode>${code}</m:ResponseCode><m:ResolutionSet TotalItemsInView="${hits.length}" IncludesLastItemInRange="true">${hits.join('')}</m:ResolutionSet></m:ResolveNamesResponseMessage></m:ResponseMessages></m:ResolveNamesResponse>`,
  );
}
export const alice = resolved([hit('alice@corp.example')]);

function messageOf(result: ReadResult): MailboxMessage {
  if (result.kind !== 'message') throw new Error(`It was not read: ${result.kind}.`);
  return result.message;
}

export const ex: Named = { email: ALICE };
export const allEx: Written = { organizer: ex, from: ex, sender: ex };

/** A mailbox whose messages are `items`, and whose directory answers as `directory` says, until the test is over. */
export async function serve(
  items: Readonly<Record<string, Written>>,
  directory: (name: string) => string = () => alice,
  clock: Clock = testDeps.clock,
) {
  const asked: string[] = [];
  const server = await loopbackServer(({ operation, body }) => {
    if (operation === 'ResolveNames') {
      const name = /<m:UnresolvedEntry>(.*)<\/m:UnresolvedEntry>/.exec(body)?.[1] ?? '';
      asked.push(name);
      expect(body).toContain('SearchScope="ActiveDirectory"');
      return directory(name);
    }
    const ids = [...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map(([, id]) => id ?? '');
    const whole = !body.includes('InternetMessageHeaders');
    return messagesOf(
      'GetItem',
      ids.map((id) => {
        const { headers, ...rest } = items[id] ?? {};
        return itemOf(id, whole || headers === undefined ? rest : { headers });
      }),
    );
  });
  const provider = createEwsMailboxProvider(testSettings(server.url), { ...testDeps, clock });
  onTestFinished(async () => {
    await provider.close();
    await server.close();
  });
  const box = provider.equipmentMailbox('room@corp.example');
  const read = async (...ids: readonly string[]) =>
    (await box.read(ids.map((id) => ({ id })))).map(messageOf);
  return { read, asked, box, server };
}
