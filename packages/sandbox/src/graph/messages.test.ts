import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  drain,
  equipment,
  type GraphBed,
  inviteRoom,
  startGraphBed,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

const inbox = () => `/users/${bed.room}/mailFolders/inbox/messages`;
const immutable = 'IdType="ImmutableId"';

describe('a meeting request', () => {
  it('is found by delta, read with its event, and accepted; the organizer hears of it', async () => {
    const meeting = await inviteRoom(bed);
    const { entries, deltaLink } = await drain(bed, `${inbox()}/delta`, immutable);
    expect(entries).toMatchObject([
      {
        '@odata.type': '#microsoft.graph.eventMessageRequest',
        meetingMessageType: 'meetingRequest',
        subject: 'Plan',
        startDateTime: { dateTime: '2030-03-04T09:00:00.0000000', timeZone: 'UTC' },
      },
    ]);
    const ids =
      "id eq 'Binary {6ED8DA90-450B-101B-98DA-00AA003F1305} Id 0x23' or id eq 'Integer {00062002-0000-0000-C000-000000000046} Id 0x8201'";
    const expand = `microsoft.graph.eventMessage/event,singleValueExtendedProperties($filter=${ids})`;
    const { body: message } = await bed.call(
      'GET',
      `/users/${bed.room}/messages/${entries[0].id}?$expand=${encodeURIComponent(expand)}`,
      undefined,
      { prefer: immutable },
    );
    expect(message.event).toMatchObject({
      subject: 'Plan',
      isOrganizer: false,
      iCalUId: meeting.meeting.uid,
    });
    expect(message.singleValueExtendedProperties).toEqual([
      {
        id: 'Binary {6ed8da90-450b-101b-98da-00aa003f1305} Id 0x23',
        value: Buffer.from(meeting.meeting.cleanId, 'hex').toString('base64'),
      },
      { id: 'Integer {00062002-0000-0000-c000-000000000046} Id 0x8201', value: '0' },
    ]);
    const answer = await bed.call('POST', `/users/${bed.room}/events/${message.event.id}/accept`, {
      comment: 'See you <there>',
    });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([202, '', null]);
    const after = await bed.client.meeting({
      organizer: 'anna@corp.example',
      cleanId: meeting.meeting.cleanId,
    });
    expect(after.meeting.attendees).toMatchObject([{ email: equipment, response: 'Accept' }]);
    const round = await drain(bed, deltaLink, immutable);
    expect(round.entries).toEqual([{ '@removed': { reason: 'deleted' }, id: entries[0].id }]);
    const { body: event } = await bed.call('GET', `/users/${bed.room}/events/${message.event.id}`);
    expect(event.responseStatus.response).toBe('accepted');
  });
});
