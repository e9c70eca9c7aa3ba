import type { Instant } from '@vmrkit/core';
import { timeOf } from '../client/item-properties.ts';
import { textOf, type XmlElement } from '../soap/xml-tree.ts';

/**
 * Whether a request itself knows that it was answered after it came: at `receivedAt`, or when it says itself. A reply
 * time from before belongs to an earlier request of the meeting.
 */
export function isAnswered(
  request: XmlElement,
  receivedAt: Instant | null = timeOf(request, 'DateTimeReceived'),
): boolean {
  const response = textOf(request, 'MyResponseType');
  const at = timeOf(request, 'AppointmentReplyTime');
  if (response !== 'Accept' && response !== 'Decline') return false;
  return at !== null && (receivedAt === null || at > receivedAt);
}
