import { responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import type { BodyUpdate, EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/**
 * UpdateItem of `item:Body` alone, sent to all attendees, each refused when the item changed since its key was read.
 * Response codes in order, as many as the server gave.
 */
export async function updateBodies(
  session: EwsSession,
  updates: readonly BodyUpdate[],
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const { body } = await callOperation(session, 'UpdateItem', {
    ...options,
    repeatable: false,
    body: updateBodiesBody(updates),
  });
  return responseMessages(body).map(({ code }) => code);
}

function updateBodiesBody(updates: readonly BodyUpdate[]): Xml {
  return xml`<m:UpdateItem ConflictResolution="NeverOverwrite" MessageDisposition="SaveOnly" SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"><m:ItemChanges>${updates.map(itemChange)}</m:ItemChanges></m:UpdateItem>`;
}

function itemChange({ item, html, content }: BodyUpdate): Xml {
  return xml`<t:ItemChange><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/><t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Body"/><t:CalendarItem><t:Body BodyType="${html ? 'HTML' : 'Text'}">${content}</t:Body></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange>`;
}
