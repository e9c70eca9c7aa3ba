import { cleanGlobalObjectId, type MailboxMessage, VmrKitError } from '@vmrkit/core';
import type { MeetingNotice } from './model/organized-meeting.ts';

/** What an injected request for a single meeting tells a calendar; null of any other message. */
export function noticeOf(message: MailboxMessage): MeetingNotice | null {
  if (message.kind !== 'request' || message.series !== null || message.instance !== null) return null;
  const globalObjectId = identityOrNull(message);
  if (globalObjectId === null) return null;
  const sequence = message.sequence ?? 0;
  const stamp = message.stamp ?? message.receivedAt;
  const { subject, start, end } = message;
  return {
    kind: 'request',
    meeting: {
      id: globalObjectId,
      organizer: message.organizer ?? message.sender ?? { name: '', email: '' },
      globalObjectId,
      subject,
      html: message.body.content,
      location: '',
      sentBy: null,
      start,
      end,
      zone: message.zone.windows ?? 'UTC',
      repeat: null,
      exceptions: new Map(),
      deleted: new Set(),
      sequence,
      stamp,
      invited: [],
      invitedTo: new Map(),
    },
    instance: null,
    sequence,
    stamp,
  };
}

function identityOrNull({ identity }: Extract<MailboxMessage, { kind: 'request' }>): string | null {
  try {
    return cleanGlobalObjectId(identity);
  } catch (error) {
    if (VmrKitError.is(error)) return null;
    throw error;
  }
}
