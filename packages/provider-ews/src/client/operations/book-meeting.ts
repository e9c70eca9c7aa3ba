import { writeDateTime } from '../../soap/date-time.ts';
import { soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import type { BookedMeeting, EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/** CreateItem of a calendar item, sent to the one mailbox that it invites as a resource; shown as free. */
export async function bookMeeting(
  session: EwsSession,
  meeting: BookedMeeting,
  options: EwsCallOptions,
): Promise<void> {
  const { body } = await callOperation(session, 'CreateItem', {
    ...options,
    repeatable: false,
    body: bookMeetingBody(meeting),
  });
  soleMessage(body);
}

function bookMeetingBody({ subject, html, start, end, invited }: BookedMeeting): Xml {
  const times = xml`<t:Start>${writeDateTime(start)}</t:Start><t:End>${writeDateTime(end)}</t:End>`;
  const resources = xml`<t:Resources><t:Attendee><t:Mailbox><t:EmailAddress>${invited}</t:EmailAddress></t:Mailbox></t:Attendee></t:Resources>`;
  return xml`<m:CreateItem SendMeetingInvitations="SendToAllAndSaveCopy"><m:Items><t:CalendarItem><t:Subject>${subject}</t:Subject><t:Body BodyType="HTML">${html}</t:Body><t:ReminderIsSet>false</t:ReminderIsSet>${times}<t:LegacyFreeBusyStatus>Free</t:LegacyFreeBusyStatus>${resources}</t:CalendarItem></m:Items></m:CreateItem>`;
}
