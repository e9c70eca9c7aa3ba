import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  drain,
  equipment,
  type GraphBed,
  inviteRoom,
  organizer,
  startGraphBed,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

const immutable = 'IdType="ImmutableId"';
const inbox = () => `/users/${bed.room}/mailFolders/inbox/messages`;
const cleanIdName = 'Binary {6ED8DA90-450B-101B-98DA-00AA003F1305} Id 0x23';
const sequenceName = 'Integer {00062002-0000-0000-C000-000000000046} Id 0x8201';
const propertiesOf = (...names: readonly string[]) =>
  `singleValueExtendedProperties($filter=${names.map((name) => `id eq '${name}'`).join(' or ')})`;

async function read(id: string, query = '', prefer = immutable) {
  const answer = await bed.call('GET', `/users/${bed.room}/messages/${id}${query}`, undefined, { prefer });
  return answer.body;
}

async function onlyMessage() {
  const { entries } = await drain(bed, `${inbox()}/delta`, immutable);
  return entries.at(-1);
}

const expand = (...parts: readonly string[]) => `?$expand=${encodeURIComponent(parts.join(','))}`;

describe('a meeting request', () => {
  it('is read with its event and the properties that tell which meeting and version it is', async () => {
    const { meeting } = await inviteRoom(bed);
    const { id } = await onlyMessage();
    const message = await read(
      id,
      expand(
        'microsoft.graph.eventMessage/event',
        propertiesOf(cleanIdName, sequenceName, 'String 0x001A', 'String 0x5d08', 'String 0x6789'),
      ),
    );
    expect(message.event).toMatchObject({ subject: 'Plan', isOrganizer: false, iCalUId: meeting.uid });
    expect(message.singleValueExtendedProperties).toEqual([
      {
        id: 'Binary {6ed8da90-450b-101b-98da-00aa003f1305} Id 0x23',
        value: Buffer.from(meeting.cleanId, 'hex').toString('base64'),
      },
      { id: 'Integer {00062002-0000-0000-c000-000000000046} Id 0x8201', value: '0' },
      { id: 'String 0x1a', value: 'IPM.Schedule.Meeting.Request' },
      { id: 'String 0x5d08', value: equipment },
    ]);
    await bed.client.configure({ switches: { graphPropertyIds: 'as-asked' } });
    const asked = await read(id, expand(propertiesOf(cleanIdName)));
    expect(asked.singleValueExtendedProperties[0].id).toBe(cleanIdName);
    await bed.client.configure({ switches: { graphExtendedProperties: false } });
    expect((await read(id, expand(propertiesOf(cleanIdName)))).singleValueExtendedProperties).toBeUndefined();
  });

  it('tells instants of seven digits, and headers only when they are selected', async () => {
    await inviteRoom(bed);
    const { id } = await onlyMessage();
    const message = await read(id);
    expect(message).toMatchObject({
      meetingMessageType: 'meetingRequest',
      meetingRequestType: 'newMeetingRequest',
      type: 'singleInstance',
      isOutOfDate: false,
      startDateTime: { dateTime: '2030-03-04T09:00:00.0000000', timeZone: 'UTC' },
      from: { emailAddress: { name: 'Anna', address: organizer } },
    });
    expect(message.internetMessageHeaders).toBeUndefined();
    const { internetMessageHeaders, subject } = await read(id, '?$select=internetMessageHeaders');
    expect(subject).toBeUndefined();
    expect(internetMessageHeaders).toContainEqual({
      name: 'X-MS-Exchange-Organization-AuthAs',
      value: 'Internal',
    });
  });

  it('is out of date once a newer one has come', async () => {
    const { meeting } = await inviteRoom(bed);
    const { id } = await onlyMessage();
    const schedule = { start: '2030-03-05T09:00:00Z', end: '2030-03-05T10:00:00Z', timeZone: 'UTC' };
    await bed.client.update({ organizer, cleanId: meeting.cleanId }, { schedule });
    expect(await read(id)).toMatchObject({ isOutOfDate: true, meetingRequestType: 'outdated' });
    expect(await onlyMessage()).toMatchObject({ isOutOfDate: false, meetingRequestType: 'fullUpdate' });
  });

  it('has no event before the attendant wrote it, nor after it was declined', async () => {
    await bed.client.configure({ attendantDelayMs: 1_000 });
    await inviteRoom(bed);
    const { id } = await onlyMessage();
    const event = async () => (await read(id, expand('microsoft.graph.eventMessage/event'))).event;
    expect(await event()).toEqual({});
    await expect.poll(async () => (await event()).subject, { timeout: 4_000 }).toBe('Plan');
    const { id: eventId } = await event();
    await bed.call('POST', `/users/${bed.room}/events/${eventId}/decline`, {});
    expect((await bed.call('GET', `/users/${bed.room}/events/${eventId}`)).status).toBe(404);
    expect(await event()).toEqual({});
    await bed.client.configure({ switches: { graphMissingEvent: 'null' } });
    expect(await event()).toBeNull();
    await bed.client.configure({ switches: { graphMissingEvent: 'absent' } });
    expect(await event()).toBeUndefined();
  });

  it('that is encrypted has no body and one attachment', async () => {
    await bed.client.deliverNext(equipment, { encrypted: true });
    await inviteRoom(bed);
    const { id } = await onlyMessage();
    const message = await read(id, expand('attachments'));
    expect(message).toMatchObject({ hasAttachments: true, body: { content: '' } });
    expect(message.attachments).toMatchObject([
      { name: 'smime.p7m', '@odata.type': '#microsoft.graph.fileAttachment' },
    ]);
    const { body } = await bed.call('GET', `/users/${bed.room}/messages/${id}/attachments?$select=name`);
    expect(body.value).toHaveLength(1);
  });

  it('is typed, and spelt, as the switches say', async () => {
    const { meeting } = await inviteRoom(bed);
    await bed.client.configure({
      switches: { graphMessageType: 'eventMessage', graphTentativeSpelling: 'reference' },
    });
    expect((await onlyMessage())['@odata.type']).toBe('#microsoft.graph.eventMessage');
    await bed.client.answer(equipment, { cleanId: meeting.cleanId, response: 'Tentative' });
    const { body } = await bed.call('GET', `/users/${bed.anna}/mailFolders/inbox/messages`);
    expect(body.value[0].meetingMessageType).toBe('meetingTentativelyAccepted');
    await bed.client.configure({ switches: { graphTentativeSpelling: 'model' } });
    const again = await bed.call('GET', `/users/${bed.anna}/mailFolders/inbox/messages`);
    expect(again.body.value[0].meetingMessageType).toBe('meetingTenativelyAccepted');
  });
});

describe('mail', () => {
  it('is given as the client prefers', async () => {
    await bed.client.mail({ from: organizer, to: [equipment], subject: 'Hi', body: '<p>One &amp; two</p>' });
    const { id } = await onlyMessage();
    expect((await read(id)).body).toMatchObject({
      contentType: 'html',
      content: expect.stringContaining('<html>'),
    });
    const text = await bed.call('GET', `/users/${bed.room}/messages/${id}`, undefined, {
      prefer: 'outlook.body-content-type="text"',
    });
    expect(text.body.body).toEqual({ contentType: 'text', content: expect.stringContaining('One & two') });
    expect(text.headers.get('preference-applied')).toBe('outlook.body-content-type="text"');
  });

  it('is sent, kept, and found again by its own property', async () => {
    const id = 'String {00020329-0000-0000-C000-000000000046} Name vmrkit-reply';
    const message = {
      subject: 'Joined',
      body: { contentType: 'html', content: '<b>x</b>' },
      toRecipients: [{ emailAddress: { address: organizer } }],
      internetMessageHeaders: [{ name: 'x-vmrkit', value: '1' }],
      singleValueExtendedProperties: [{ id, value: 'r-1' }],
    };
    const sent = await bed.call('POST', `/users/${bed.room}/sendMail`, { message, saveToSentItems: true });
    expect([sent.status, sent.text]).toEqual([202, '']);
    expect(await bed.client.folder(organizer, 'inbox')).toMatchObject([
      { subject: 'Joined', body: '<b>x</b>' },
    ]);
    const find = async (value: string) => {
      const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq '${value}')`;
      const path = `/users/${bed.room}/mailFolders/sentitems/messages?$filter=${encodeURIComponent(filter)}`;
      return (await bed.call('GET', path)).body.value;
    };
    expect(await find('r-1')).toHaveLength(1);
    expect(await find('r-2')).toEqual([]);
    const wrong = { ...message, internetMessageHeaders: [{ name: 'Subject', value: 'x' }] };
    expect((await bed.call('POST', `/users/${bed.room}/sendMail`, { message: wrong })).status).toBe(400);
  });

  it('is listed by time, filtered and in pages', async () => {
    await bed.client.clock({ at: '2030-01-01T00:00:00Z', frozen: true });
    const token: string = (await bed.token()).body.access_token;
    for (const subject of ['One', 'Two', 'Three']) {
      await bed.client.mail({ from: organizer, to: [equipment], subject });
      await bed.client.clock({ advanceMs: 60_000 });
    }
    const subjects = async (query: string) =>
      (await bed.call('GET', `${inbox()}?${query}`, undefined, { token })).body.value.map(
        (each: { subject: string }) => each.subject,
      );
    expect(await subjects('$select=subject')).toEqual(['Three', 'Two', 'One']);
    expect(await subjects('$orderby=receivedDateTime&$top=2')).toEqual(['One', 'Two']);
    expect(await subjects('$filter=receivedDateTime lt 2030-01-01T00:01:00Z')).toEqual(['One']);
    expect(await subjects("$filter=subject eq 'Two' and isRead eq false")).toEqual(['Two']);
    const first = (await bed.call('GET', `${inbox()}?$top=2&$count=true`, undefined, { token })).body;
    expect(first['@odata.count']).toBe(3);
    const second = (await bed.call('GET', first['@odata.nextLink'], undefined, { token })).body;
    expect([second.value.length, second['@odata.nextLink']]).toEqual([1, undefined]);
  });

  it('counts against what a mailbox may send', async () => {
    await bed.client.configure({ messageRateLimit: 1 });
    const message = { toRecipients: [{ emailAddress: { address: organizer } }] };
    const send = () => bed.call('POST', `/users/${bed.room}/sendMail`, { message });
    expect((await send()).status).toBe(202);
    const refused = await send();
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  });
});
