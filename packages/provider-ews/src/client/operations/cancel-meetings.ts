import { responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import type { EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/** DeleteItem of organizers' own meetings, with cancellations to all attendees; response codes in order. */
export async function cancelMeetings(
  session: EwsSession,
  ids: readonly string[],
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const { body } = await callOperation(session, 'DeleteItem', {
    ...options,
    repeatable: false,
    body: cancelMeetingsBody(ids),
  });
  return responseMessages(body).map(({ code }) => code);
}

function cancelMeetingsBody(ids: readonly string[]): Xml {
  const items = ids.map((id) => xml`<t:ItemId Id="${id}"/>`);
  return xml`<m:DeleteItem DeleteType="MoveToDeletedItems" SendMeetingCancellations="SendToAllAndSaveCopy"><m:ItemIds>${items}</m:ItemIds></m:DeleteItem>`;
}
