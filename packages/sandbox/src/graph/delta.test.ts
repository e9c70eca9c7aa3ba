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

const delta = (query = '') => `/users/${bed.room}/mailFolders/inbox/messages/delta${query}`;
const get = (link: string, prefer?: string) =>
  bed.call('GET', link, undefined, prefer === undefined ? {} : { prefer });

async function mails(count: number) {
  for (let n = 1; n <= count; n += 1)
    await bed.client.mail({ from: organizer, to: [equipment], subject: `Mail ${n}` });
}

describe('changes of a folder', () => {
  it('come in pages of the preferred size, each entry once, then what is new', async () => {
    await mails(7);
    const { entries, pages, deltaLink } = await drain(bed, delta('?$select=subject'), 'odata.maxpagesize=3');
    expect([pages, entries.map(({ subject }) => subject)]).toEqual([
      3,
      [1, 2, 3, 4, 5, 6, 7].map((n) => `Mail ${n}`),
    ]);
    await bed.call('PATCH', `/users/${bed.room}/messages/${entries[0].id}`, { isRead: true });
    await bed.call('DELETE', `/users/${bed.room}/messages/${entries[1].id}`);
    await mails(1);
    const next = await drain(bed, deltaLink);
    expect(next.entries).toEqual([
      { '@odata.etag': expect.any(String), id: entries[0].id, isRead: true },
      { '@removed': { reason: 'deleted' }, id: entries[1].id },
      expect.objectContaining({ subject: 'Mail 1', '@odata.etag': expect.any(String) }),
    ]);
    expect(Object.keys(next.entries[2]).sort()).toEqual(['@odata.etag', 'id', 'subject']);
  });

  it('have ids that stay when they were asked for', async () => {
    await mails(1);
    const usual = (await drain(bed, delta('?$select=id'))).entries[0].id;
    const { entries, deltaLink } = await drain(bed, delta('?$select=id'), 'IdType="ImmutableId"');
    expect(entries[0].id).not.toBe(usual);
    const move = { destinationId: 'deleteditems' };
    await bed.call('POST', `/users/${bed.room}/messages/${usual}/move`, move);
    expect((await get(`/users/${bed.room}/messages/${usual}`)).status).toBe(404);
    const still = await get(`/users/${bed.room}/messages/${entries[0].id}`, 'IdType="ImmutableId"');
    expect([still.status, still.body.id]).toEqual([200, entries[0].id]);
    expect(still.headers.get('preference-applied')).toBe('IdType="ImmutableId"');
    expect((await drain(bed, deltaLink, 'IdType="ImmutableId"')).entries).toEqual([
      { '@removed': { reason: 'deleted' }, id: entries[0].id },
    ]);
  });

  it('tell the kind of a meeting message only with a cast or without a selection', async () => {
    await inviteRoom(bed);
    const [typed] = (await drain(bed, delta())).entries;
    expect(typed['@odata.type']).toBe('#microsoft.graph.eventMessageRequest');
    const [bare] = (await drain(bed, delta('?$select=id,subject'))).entries;
    expect(bare['@odata.type']).toBeUndefined();
    const cast = '?$select=id,microsoft.graph.eventMessage/meetingMessageType';
    expect((await drain(bed, delta(cast))).entries).toMatchObject([{ meetingMessageType: 'meetingRequest' }]);
    const refused = await get(delta('?$select=meetingMessageType'));
    expect([refused.status, refused.body.error.code]).toEqual([400, 'RequestBroker-ParseUri']);
  });

  it('only the last three links of a round live', async () => {
    await mails(6);
    const links: string[] = [];
    let link = delta('?$select=id');
    for (let n = 0; n < 5; n += 1) {
      link = (await get(link, 'odata.maxpagesize=1')).body['@odata.nextLink'];
      links.push(link);
    }
    const statuses = await Promise.all(links.map(async (each) => (await get(each)).status));
    expect(statuses.slice(0, 2)).toEqual([410, 410]);
    expect((await get(links[0] ?? '')).body.error.code).toBe('SyncStateNotFound');
  });

  it.each([
    ['gone', 410, 'SyncStateNotFound'],
    ['camel-case', 410, 'syncStateNotFound'],
    ['bad-request', 400, 'SyncStateNotFound'],
  ] as const)('an old link: %s', async (graphExpiredDelta, status, code) => {
    const { deltaLink } = await drain(bed, delta());
    await bed.client.configure({ switches: { graphExpiredDelta } });
    await bed.client.expireSyncStates();
    const answer = await get(deltaLink);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('$top is ignored, refused, or the end of the round', async () => {
    await mails(5);
    const sizes = async () => (await drain(bed, delta('?$top=2'))).entries.length;
    expect(await sizes()).toBe(5);
    await bed.client.configure({ switches: { graphDeltaTop: 'whole-round' } });
    const { body } = await get(delta('?$top=2'));
    expect(body.value).toHaveLength(2);
    expect((await get(body['@odata.nextLink'])).body).toMatchObject({
      value: [],
      '@odata.deltaLink': expect.any(String),
    });
    await bed.client.configure({ switches: { graphDeltaTop: 'refused' } });
    expect((await get(delta('?$top=2'))).status).toBe(400);
  });

  it('a filtered round ends at its limit as if it were complete', async () => {
    await bed.client.configure({ graph: { deltaFilterLimit: 3 } });
    await mails(5);
    const filter = '?$filter=receivedDateTime+ge+2020-01-01T00:00:00Z';
    const { entries, deltaLink } = await drain(bed, delta(filter), 'odata.maxpagesize=1');
    expect(entries).toHaveLength(3);
    expect((await drain(bed, deltaLink)).entries).toEqual([]);
    expect((await get(delta("?$filter=subject eq 'x'"))).status).toBe(400);
  });

  it('extended properties are a 500, or missing', async () => {
    await mails(1);
    const path = delta(
      `?$expand=${encodeURIComponent("singleValueExtendedProperties($filter=id eq 'String 0x001A')")}`,
    );
    expect((await get(path)).status).toBe(500);
    await bed.client.configure({ switches: { graphDeltaExpand: 'missing' } });
    expect((await get(path)).body.value[0].singleValueExtendedProperties).toBeUndefined();
  });

  it('empty pages, the same link twice, and entries twice', async () => {
    await mails(2);
    await bed.client.graph.plan({ kind: 'empty-page', count: 2 });
    const round = await drain(bed, delta());
    expect([round.pages, round.entries.length]).toEqual([3, 2]);
    await bed.client.graph.plan({ kind: 'same-link' });
    const same = await get(round.deltaLink);
    expect(same.body).toEqual({ value: [], '@odata.nextLink': round.deltaLink });
    await bed.client.configure({ switches: { graphDeltaRepeats: true } });
    expect((await drain(bed, delta())).entries).toHaveLength(4);
  });

  it('a message that cannot be read spoils each page that holds it, unless only ids are asked for', async () => {
    await mails(1);
    await bed.client.poisonNext(equipment);
    await mails(2);
    const first = await get(delta(), 'odata.maxpagesize=1');
    expect(first.status).toBe(200);
    const poisoned = await get(first.body['@odata.nextLink'], 'odata.maxpagesize=1');
    expect([poisoned.status, poisoned.body.error]).toMatchObject([
      504,
      { code: 'UnknownError', message: '' },
    ]);
    expect((await drain(bed, delta('?$select=id'))).entries).toHaveLength(3);
  });

  it('what the server applied by itself lies in Deleted Items', async () => {
    await bed.client.deliverNext(equipment, { folder: 'deleteditems' });
    await inviteRoom(bed);
    expect((await drain(bed, delta())).entries).toEqual([]);
    const bin = `/users/${bed.room}/mailFolders/deleteditems/messages/delta`;
    expect((await drain(bed, bin)).entries).toMatchObject([{ meetingMessageType: 'meetingRequest' }]);
  });
});
