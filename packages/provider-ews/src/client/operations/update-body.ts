import { responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import type { EwsCallOptions, EwsItemId } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/** UpdateItem of `item:Body` alone, sent to all attendees, refused when the item changed since its key was read. */
export async function updateBody(
  session: EwsSession,
  item: EwsItemId,
  { html, content, ...options }: EwsCallOptions & { readonly html: boolean; readonly content: string },
): Promise<string> {
  const { body } = await callOperation(session, 'UpdateItem', {
    ...options,
    repeatable: false,
    body: updateBodyBody(item, { html, content }),
  });
  return responseMessages(body)[0]?.code ?? 'ErrorInternalServerError';
}

function updateBodyBody(
  item: EwsItemId,
  { html, content }: { readonly html: boolean; readonly content: string },
): Xml {
  return xml`<m:UpdateItem ConflictResolution="NeverOverwrite" MessageDisposition="SaveOnly" SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"><m:ItemChanges><t:ItemChange><t:ItemId Id="${item.id}" ChangeKey="${item.changeKey}"/><t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Body"/><t:CalendarItem><t:Body BodyType="${html ? 'HTML' : 'Text'}">${content}</t:Body></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;
}
