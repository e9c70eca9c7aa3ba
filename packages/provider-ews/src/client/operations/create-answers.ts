import { responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import type { EwsCallOptions, MeetingAnswer } from '../ews-client.ts';
import { callOperation, type EwsSession } from '../ews-session.ts';

/**
 * CreateItem with AcceptItem, DeclineItem and ReplyToItem objects. Success is the response code alone: the items that come with
 * it may be none, one or several (page createitem-operation-meeting-request).
 */
export async function createAnswers(
  session: EwsSession,
  answers: readonly MeetingAnswer[],
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const { body } = await callOperation(session, 'CreateItem', {
    ...options,
    repeatable: false,
    body: createAnswersBody(answers),
  });
  return responseMessages(body).map((message) => message.code);
}

function createAnswersBody(answers: readonly MeetingAnswer[]): Xml {
  return xml`<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items>${answers.map(answerObject)}</m:Items></m:CreateItem>`;
}

function answerObject({ verdict, html, request }: MeetingAnswer): Xml {
  const reference = xml`<t:ReferenceItemId Id="${request.id}" ChangeKey="${request.changeKey}"/>`;
  if (verdict === 'mail') {
    return xml`<t:ReplyToItem>${reference}<t:NewBodyContent BodyType="HTML">${html}</t:NewBodyContent></t:ReplyToItem>`;
  }
  const content = xml`<t:Body BodyType="HTML">${html}</t:Body>${reference}`;
  return verdict === 'accept'
    ? xml`<t:AcceptItem>${content}</t:AcceptItem>`
    : xml`<t:DeclineItem>${content}</t:DeclineItem>`;
}
