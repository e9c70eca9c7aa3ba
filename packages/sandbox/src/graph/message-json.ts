import { isMeetingMessage, type MeetingMessage } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { isOutOfDate } from '../model/meeting-version.ts';
import { kindOfEvent, locationJson, lower } from './event-json.ts';
import { graphId, urlSafe } from './graph-ids.ts';
import type { Json } from './graph-request.ts';
import { bodyJson, bodyPreview, instant, person, recipient, zonedTime } from './json-values.ts';
import type { Preferences } from './preferences.ts';
import { recurrenceJson } from './recurrence-json.ts';
import type { EntityType } from './select.ts';

const ofEventMessages = [
  'startDateTime',
  'endDateTime',
  'location',
  'recurrence',
  'isAllDay',
  'isOutOfDate',
  'isDelegated',
  'meetingMessageType',
  'type',
  'event',
];

/** What may be selected of a message; what only meeting messages have, by a cast. */
export const messageType: EntityType = {
  name: 'message',
  properties: new Set([
    'id',
    'categories',
    'changeKey',
    'createdDateTime',
    'lastModifiedDateTime',
    'bccRecipients',
    'body',
    'bodyPreview',
    'ccRecipients',
    'conversationId',
    'conversationIndex',
    'flag',
    'from',
    'hasAttachments',
    'importance',
    'inferenceClassification',
    'internetMessageHeaders',
    'internetMessageId',
    'isDeliveryReceiptRequested',
    'isDraft',
    'isRead',
    'isReadReceiptRequested',
    'parentFolderId',
    'receivedDateTime',
    'replyTo',
    'sender',
    'sentDateTime',
    'subject',
    'toRecipients',
    'uniqueBody',
    'webLink',
    'singleValueExtendedProperties',
  ]),
  derived: {
    eventMessage: new Set(ofEventMessages),
    eventMessageRequest: new Set([
      ...ofEventMessages,
      'allowNewTimeProposals',
      'meetingRequestType',
      'previousEndDateTime',
      'previousLocation',
      'previousStartDateTime',
      'responseRequested',
    ]),
    eventMessageResponse: new Set([...ofEventMessages, 'proposedNewTime', 'responseType']),
  },
};

/** A mail or meeting message with all its properties, but those that are only given when selected. */
export function messageJson(view: ItemView, prefer: Preferences): Json {
  const { item, mailbox, org } = view;
  return {
    ...(isMeetingMessage(item) ? { '@odata.type': typeName(view, item) } : {}),
    '@odata.etag': `W/"${item.changeKey}"`,
    id: graphId(view, prefer.immutableIds),
    createdDateTime: instant(item.createdAt),
    lastModifiedDateTime: instant(item.modifiedAt),
    changeKey: item.changeKey,
    categories: item.categories,
    receivedDateTime: instant(item.receivedAt),
    sentDateTime: instant(item.sentAt),
    hasAttachments: item.attachments.length > 0,
    internetMessageId: item.messageId,
    subject: item.subject,
    bodyPreview: bodyPreview(item),
    importance: lower(item.importance),
    parentFolderId: urlSafe(mailbox.folderOf(item).id),
    conversationId: null,
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: item.isRead,
    isDraft: item.isDraft,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(urlSafe(item.id))}&exvsurl=1&viewmodel=ReadMessageItem`,
    inferenceClassification: 'focused',
    body: bodyJson(item, prefer),
    ...(item.sender ? { sender: person(org, item.sender) } : {}),
    ...(item.from ? { from: person(org, item.from) } : {}),
    toRecipients: item.to.map(recipient),
    ccRecipients: item.cc.map(recipient),
    bccRecipients: item.bcc.map(recipient),
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
    ...(isMeetingMessage(item) ? meetingPart(view, item) : {}),
  };
}

const personHeaders = new Set(['from', 'sender', 'reply-to', 'return-path']);

/** Headers of a message, which are given only to those who select them. */
export function internetHeaders({ item, org }: ItemView): readonly Json[] {
  const hidden = org.switches.peopleInGetItem === 'ex' ? personHeaders : null;
  return item.headers
    .filter(([name]) => !hidden?.has(name.toLowerCase()))
    .map(([name, value]) => ({ name, value }));
}

function typeName({ org }: ItemView, { kind }: MeetingMessage): string {
  if (org.switches.graphMessageType === 'eventMessage') return '#microsoft.graph.eventMessage';
  if (kind === 'meeting-request') return '#microsoft.graph.eventMessageRequest';
  return kind === 'meeting-response'
    ? '#microsoft.graph.eventMessageResponse'
    : '#microsoft.graph.eventMessage';
}

/** The message tells instants, also where its event is a matter of dates. */
function meetingPart(view: ItemView, item: MeetingMessage): Json {
  const { schedule, location } = item.meeting;
  const overtaken = isOutOfDate(view.mailbox, item);
  return {
    meetingMessageType: meetingMessageType(view, item),
    type: kindOfMessage(view, item),
    isOutOfDate: overtaken,
    isAllDay: false,
    isDelegated: item.isDelegated,
    startDateTime: zonedTime(schedule.start, 'UTC'),
    endDateTime: zonedTime(schedule.end, 'UTC'),
    location: locationJson(location),
    recurrence: recurrenceJson(schedule, schedule.timeZone),
    ...(item.kind === 'meeting-request'
      ? {
          responseRequested: true,
          allowNewTimeProposals: true,
          meetingRequestType: lower(overtaken ? 'Outdated' : item.requestType),
          previousLocation: null,
          previousStartDateTime: null,
          previousEndDateTime: null,
        }
      : {}),
    ...(item.kind === 'meeting-response' ? { responseType: responseNames[item.responseType] ?? 'none' } : {}),
  };
}

const responseNames: Readonly<Record<string, string>> = {
  Accept: 'accepted',
  Tentative: 'tentativelyAccepted',
  Decline: 'declined',
};

function kindOfMessage(view: ItemView, { meeting }: MeetingMessage): string {
  return meeting.recurrenceId === undefined ? kindOfEvent(view) : 'exception';
}

function meetingMessageType({ org }: ItemView, item: MeetingMessage): string {
  if (item.kind === 'meeting-request') return 'meetingRequest';
  if (item.kind === 'meeting-cancellation') return 'meetingCancelled';
  if (item.responseType === 'Accept') return 'meetingAccepted';
  if (item.responseType === 'Decline') return 'meetingDeclined';
  // The model of Graph has it with a letter missing, its reference has it right.
  return org.switches.graphTentativeSpelling === 'model'
    ? 'meetingTenativelyAccepted'
    : 'meetingTentativelyAccepted';
}
