import { instant, type Reply, VmrKitError } from '@vmrkit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readDateTime } from '../soap/date-time.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { answerOf, faultOf, messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

/** Defects of ews-javascript-api 0.15.3 by the rows of docs/adr/0007, and that ours has none of them. */
const open: (() => Promise<unknown>)[] = [];

async function serve(handler: LoopbackHandler) {
  const server = await loopbackServer(handler);
  const provider = testProvider(server.url);
  open.push(
    () => provider.close(),
    () => server.close(),
  );
  return { server, box: provider.equipmentMailbox('room@corp.example') };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const itemId = '<t:ItemId Id="AAMk" ChangeKey="CwAA"/>';
const lookedAt = `<m:Items><t:MeetingRequest>${itemId}</t:MeetingRequest></m:Items>`;
const reply: Reply = {
  id: '1',
  ref: { id: 'AAMk' },
  messageId: '<a@b>',
  identity: { globalObjectId: null, uid: 'x' },
  instance: null,
  receivedAt: instant(0),
  earlierAnswerAt: null,
  verdict: 'accept',
  html: '<p>R&D "ready"</p>',
};

const goid = 'BAAAAIIA4AB0xbcQGoLgCAAAAAAQIBMNAAAAAAAAAAAAAAAAEAAAAAECAwQFBgcICQoLDA0ODxA=';

function request(inside: string, name = 'MeetingRequest'): string {
  return messagesOf('GetItem', [
    `<m:Items><t:${name}>${itemId}<t:Subject>S</t:Subject><t:DateTimeReceived>2026-01-01T00:00:00Z</t:DateTimeReceived>${inside}</t:${name}></m:Items>`,
  ]);
}

const uid = '<t:UID>040000008200E00074C5B7101A82E008</t:UID>';
const times = '<t:Start>2026-01-02T10:00:00</t:Start><t:End>2026-01-02T11:00:00+01:00</t:End>';

async function readOne(answer: string) {
  const { box } = await serve(() => answer);
  const [result] = await box.read([{ id: 'AAMk' }]);
  if (result?.kind !== 'message') throw new Error(JSON.stringify(result));
  return result.message;
}

describe('defects of the vendor package that this provider does not have', () => {
  it('row 1: strings are escaped once', async () => {
    const { server, box } = await serve((seen) =>
      seen.operation === 'GetItem'
        ? messagesOf('GetItem', [lookedAt])
        : messagesOf('CreateItem', ['<m:Items/>']),
    );
    await box.respond([reply]);
    expect(server.seen[1]?.body).toContain('&lt;p&gt;R&amp;D &quot;ready&quot;&lt;/p&gt;');
  });

  it('row 1: also what the vendor package writes', async () => {
    const found = '<t:Message><t:ItemId Id="a&quot;&lt;b&gt;&amp;" ChangeKey="CwAA"/></t:Message>';
    const page = `<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Items>${found}</t:Items></m:RootFolder>`;
    const { server, box } = await serve((seen) => {
      if (seen.operation === 'FindItem') return messagesOf('FindItem', [page]);
      if (seen.operation === 'GetItem') return messagesOf('GetItem', [`<m:Items>${found}</m:Items>`]);
      return messagesOf('DeleteItem', ['']);
    });
    const all = box.deleteInbox(instant(0), async (items) => items.map(() => true));
    for await (const progress of all) expect(progress).toEqual({ deleted: 1, kept: 0, done: true });
    const deletion = server.seen.find((seen) => seen.operation === 'DeleteItem');
    expect(deletion?.body).toContain('Id="a&quot;&lt;b&gt;&amp;"');
  });

  it('rows 2 and 3: several answers go in one request, and empty items are a success', async () => {
    const { server, box } = await serve((seen) =>
      seen.operation === 'GetItem'
        ? messagesOf('GetItem', [lookedAt, lookedAt, lookedAt])
        : messagesOf('CreateItem', ['<m:Items/>', 'ErrorCalendarIsCancelledForAccept', '<m:Items/>']),
    );
    const outcomes = await box.respond([reply, reply, { ...reply, verdict: 'decline' }]);
    expect(outcomes).toEqual([{ kind: 'sent' }, { kind: 'gone' }, { kind: 'sent' }]);
    expect(server.seen.map((seen) => seen.operation)).toEqual(['GetItem', 'CreateItem']);
    expect(server.seen[1]?.body.match(/<t:ReferenceItemId Id="AAMk" ChangeKey="CwAA"\/>/g)).toHaveLength(3);
  });

  it('row 9: the user agent is ours', async () => {
    const { server, box } = await serve(() => request(uid + times));
    await box.read([{ id: 'AAMk' }]);
    expect(server.seen[0]?.headers['user-agent']).toBe('VMRKit');
  });

  it.each<[string, LoopbackHandler, object]>([
    [
      'a fault with a pause',
      (_seen, response) => {
        response.writeHead(500, { 'content-type': 'text/xml' });
        response.end(
          faultOf(
            'ErrorServerBusy',
            '<t:MessageXml xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><t:Value Name="BackOffMilliseconds">4321</t:Value></t:MessageXml>',
          ),
        );
        return undefined;
      },
      { code: 'ERR_EWS_THROTTLED', retryAfterMs: 4_321 },
    ],
    ['a code', () => messagesOf('FindItem', ['ErrorAccessDenied']), { code: 'ERR_EWS_NO_RIGHTS' }],
    [
      'a sign-in page',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><br></html>');
        return undefined;
      },
      { code: 'ERR_EWS_NOT_EWS' },
    ],
  ])(
    'row 10: %s is told by class, code and pause, from the vendor package as well',
    async (_name, handler, told) => {
      const { box } = await serve(handler);
      const next = box
        .deleteInbox(instant(0), async () => [])
        [Symbol.asyncIterator]()
        .next();
      await expect(next).rejects.toThrow(expect.objectContaining(told));
      await expect(next).rejects.toBeInstanceOf(VmrKitError);
    },
  );

  it('a page that the server’s policy does not allow is asked smaller', async () => {
    const { server, box } = await serve(({ body }) => {
      const size = Number(/MaxEntriesReturned="(\d+)"/.exec(body)?.[1]);
      if (size > 30) return messagesOf('FindItem', ['ErrorExceededFindCountLimit']);
      return messagesOf('FindItem', [
        '<m:RootFolder TotalItemsInView="0" IncludesLastItemInRange="true"><t:Items/></m:RootFolder>',
      ]);
    });
    const all = box.deleteInbox(instant(0), async () => []);
    for await (const progress of all) expect(progress.done).toBe(true);
    expect(server.seen).toHaveLength(3);
  });

  it('row 12: times without a zone are UTC, whatever the host’s zone', async () => {
    const before = process.env.TZ;
    process.env.TZ = 'America/New_York';
    try {
      expect(readDateTime('2026-01-02T10:00:00')).toBe(Date.UTC(2026, 0, 2, 10));
      expect(await readOne(request(uid + times))).toMatchObject({
        start: Date.UTC(2026, 0, 2, 10),
        end: Date.UTC(2026, 0, 2, 10),
      });
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it.each([
    [
      'an id alone',
      '<t:StartTimeZone Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam"/>',
      'Europe/Berlin',
    ],
    ['StartTimeZoneId', '<t:StartTimeZoneId>Tokyo Standard Time</t:StartTimeZoneId>', 'Asia/Tokyo'],
    ['UTC by its other name', '<t:StartTimeZoneId>tzone://Microsoft/Utc</t:StartTimeZoneId>', 'Etc/UTC'],
    ['a custom zone', '<t:StartTimeZone Id="" Name="Mine"/>', null],
  ])('row 13: the zone from %s', async (_name, zone, iana) => {
    expect(await readOne(request(uid + times + zone))).toMatchObject({ zone: { iana } });
  });

  it.each([
    ['name', 'DistinguishedPropertySetId="Meeting"'],
    ['GUID', 'PropertySetId="6ED8DA90-450B-101B-98DA-00AA003F1305"'],
  ])('row 14: an extended property whose set is named by %s', async (_name, set) => {
    const property = `<t:ExtendedProperty><t:ExtendedFieldURI ${set} PropertyId="35" PropertyType="Binary"/><t:Value>${goid}</t:Value></t:ExtendedProperty>`;
    expect(await readOne(request(property + times))).toMatchObject({
      identity: { globalObjectId: Buffer.from(goid, 'base64').toString('hex') },
    });
  });

  it('row 15: characters that XML forbids do not reach the strings', async () => {
    const answer = request(
      `${uid}${times}<t:Organizer><t:Mailbox><t:Name>A&#x2;b\u0003</t:Name><t:EmailAddress>a@b.example</t:EmailAddress></t:Mailbox></t:Organizer>`,
    );
    expect(await readOne(answer)).toMatchObject({ organizer: { name: 'Ab', email: 'a@b.example' } });
  });

  it('row 16: what was not returned is absent, and a cancellation goes by its RecurrenceId', async () => {
    const inside = `${uid}<t:RecurrenceId>2026-01-02T10:00:00Z</t:RecurrenceId>`;
    expect(await readOne(request(inside, 'MeetingCancellation'))).toMatchObject({
      kind: 'cancellation',
      instance: Date.UTC(2026, 0, 2, 10),
      sequence: null,
      stamp: null,
      organizer: null,
    });
  });

  it('row 18: messages are read in batches of ten', async () => {
    const { server, box } = await serve((seen) => {
      const ids = seen.body.match(/<t:ItemId /g) ?? [];
      return messagesOf(
        'GetItem',
        ids.map(() => 'ErrorItemNotFound'),
      );
    });
    const results = await box.read(Array.from({ length: 25 }, (_, place) => ({ id: `i${place}` })));
    expect(results.every((result) => result.kind === 'gone')).toBe(true);
    expect(server.seen).toHaveLength(3);
  });

  it('row 19: a malformed answer never reaches the vendor package’s parser', async () => {
    const spies = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const { box } = await serve(() => answerOf('<m:FindItemResponse>').replace('</s:Body>', ''));
    const next = box
      .deleteInbox(instant(0), async () => [])
      [Symbol.asyncIterator]()
      .next();
    await expect(next).rejects.toMatchObject({ code: 'ERR_EWS_MALFORMED' });
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});
