import { cleanGlobalObjectId, type MeetingIdentity } from '@vmrkit/core';

/** The clean global object id as a restriction's constant. */
export function meetingBytes(identity: MeetingIdentity): string {
  return Buffer.from(cleanGlobalObjectId(identity), 'hex').toString('base64');
}
