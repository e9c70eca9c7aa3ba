import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  answerRequest,
  equipment,
  getItemRequest,
  inviteRoom,
  organizer,
  startTestBed,
  syncRequest,
  type TestBed,
} from '../../test-support/soap-client.ts';
import type { Recording } from './recorder.ts';

let bed: TestBed;
const recorded: Recording[] = [];

beforeEach(async () => {
  bed = await startTestBed({ record: true, heartbeatMs: 100, minuteMs: 300 });
});

afterEach(async () => {
  recorded.push(...(await bed.client.recordings()));
  await bed.sandbox.close();
});

const subscribeRequest =
  '<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>' +
  '<t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>';

const streamRequest = (id: string) =>
  `<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${id}</t:SubscriptionId></m:SubscriptionIds>` +
  '<m:ConnectionTimeout>1</m:ConnectionTimeout></m:GetStreamingEvents>';

async function subscribe(as: string = equipment) {
  const answer = await bed.call(subscribeRequest, { as, headers: { 'X-PreferServerAffinity': 'true' } });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { id: answer.texts('SubscriptionId')[0] ?? '', headers: { Cookie: cookie } };
}

describe('who may call', () => {
  it('challenges a call without credentials, whatever the case of the path', async () => {
    const url = bed.sandbox.url.replace('/EWS/Exchange.asmx', '/ews/exchange.ASMX');
    const answer = await fetch(url, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Basic realm');
    expect((await bed.call(syncRequest(), { password: 'wrong' })).status).toBe(401);
  });

  it('impersonates by all four names, within the scope of the account', async () => {
    const { sid } = await bed.client.createMailbox({ email: 'bob@corp.example' });
    const names = [
      `<t:PrimarySmtpAddress>${equipment}</t:PrimarySmtpAddress>`,
      `<t:SmtpAddress>${equipment.toUpperCase()}</t:SmtpAddress>`,
      `<t:PrincipalName>${equipment}</t:PrincipalName>`,
    ];
    for (const each of names) expect((await bed.call(syncRequest(), { sid: each })).status).toBe(200);
    const denied = await bed.call(syncRequest(), { sid: `<t:SID>${sid}</t:SID>` });
    expect(denied.status).toBe(500);
    expect(denied.texts('ResponseCode')).toEqual(['ErrorImpersonateUserDenied']);
    expect(denied.text).toContain('a:ErrorImpersonateUserDenied');
    const unknown = await bed.call(syncRequest(), { as: 'nobody@corp.example' });
    expect(unknown.texts('ResponseCode')).toEqual(['ErrorNonExistentMailbox']);
  });

  it('a user without rights sees only the own mailbox', async () => {
    const own = { user: organizer, password: 'anna', as: organizer };
    expect((await bed.call(syncRequest(), own)).status).toBe(200);
    const other = await bed.call(syncRequest(), { ...own, as: equipment });
    expect(other.texts('ResponseCode')).toEqual(['ErrorImpersonateUserDenied']);
  });

  it('refuses what is not a request, without leaking', async () => {
    const unknown = await bed.call('<m:FormatDisk/>');
    expect([unknown.status, unknown.texts('ResponseCode')[0]]).toEqual([500, 'ErrorSchemaValidation']);
    const subject = answerRequest(['x']).replace('<t:Body', '<t:Subject>no</t:Subject><t:Body');
    expect((await bed.call(subject)).texts('ResponseCode')).toEqual(['ErrorSchemaValidation']);
    expect((await bed.call('<m:GetItem>')).texts('ResponseCode')).toEqual(['ErrorSchemaValidation']);
  });
});

describe('streams', () => {
  it('needs the affinity cookie', async () => {
    const { id, headers } = await subscribe();
    const lost = await bed.call(streamRequest(id));
    expect(lost.texts('ResponseCode')).toEqual(['ErrorSubscriptionNotFound']);
    const found = await bed.call(streamRequest(id), { headers });
    expect(found.text).toContain('<m:ConnectionStatus>Closed</m:ConnectionStatus>');
  });

  it('carries subscriptions of one mailbox server only', async () => {
    await bed.client.configure({ mailboxServers: 50 });
    const here = await subscribe();
    const there = await subscribe(organizer);
    expect(there.headers).not.toEqual(here.headers);
    expect((await bed.call(streamRequest(there.id), there)).text).toContain('Closed');
    const both = streamRequest(here.id).replace(
      '</m:SubscriptionIds>',
      `<t:SubscriptionId>${there.id}</t:SubscriptionId></m:SubscriptionIds>`,
    );
    const answer = await bed.call(both, here);
    expect(answer.texts('ResponseCode')).toEqual(['ErrorSubscriptionNotFound']);
    expect(answer.texts('SubscriptionId')).toEqual([there.id]);
  });

  it.each(['normal', 'split', 'joined'] as const)('tells of mail, %s', async (mode) => {
    await bed.client.streams({ mode });
    const { id, headers } = await subscribe();
    const reading = bed.call(streamRequest(id), { headers });
    await inviteRoom(bed.client);
    const { text } = await reading;
    const [item] = await bed.client.folder(equipment, 'inbox');
    expect(text.match(/<\?xml/g)?.length).toBeGreaterThanOrEqual(3);
    expect(text).toContain('<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">');
    expect(text).toContain(`<m:Notification><t:SubscriptionId>${id}`);
    expect(text).toContain(`<t:ItemId Id="${item?.id}" ChangeKey="CwAAABYA"/>`);
  });

  it('keeps events until a stream fetches them, and ends what is unsubscribed', async () => {
    const { id, headers } = await subscribe();
    await inviteRoom(bed.client);
    expect((await bed.call(streamRequest(id), { headers })).text).toContain('NewMailEvent');
    const end = `<m:Unsubscribe><m:SubscriptionId>${id}</m:SubscriptionId></m:Unsubscribe>`;
    expect((await bed.call(end, { headers })).texts('ResponseCode')).toEqual(['NoError']);
    expect((await bed.call(end, { headers })).texts('ResponseCode')).toEqual(['ErrorSubscriptionNotFound']);
  });

  it.each([
    [true, 'Closed'],
    [false, 'ErrorSubscriptionNotFound'],
  ])('subscriptionSurvivesClosed %s', async (subscriptionSurvivesClosed, end) => {
    await bed.client.configure({ switches: { subscriptionSurvivesClosed } });
    const { id, headers } = await subscribe();
    await bed.call(streamRequest(id), { headers });
    expect((await bed.call(streamRequest(id), { headers })).text).toContain(`>${end}<`);
  });

  it('goes on telling the newest stream of a subscription when an older one ends', async () => {
    const { id, headers } = await subscribe();
    const opened = async (count: number) => {
      while ((await bed.client.status()).calls.GetStreamingEvents !== count) await delay(5);
    };
    const older = bed.call(streamRequest(id), { headers });
    await opened(1);
    await bed.client.configure({ minuteMs: 60_000 });
    const newer = bed.call(streamRequest(id), { headers });
    await opened(2);
    await older;
    await inviteRoom(bed.client);
    await bed.client.endStreams('closed');
    expect((await newer).text).toContain('NewMailEvent');
  });

  it('is silent, cut or refused on demand', async () => {
    const { id, headers } = await subscribe();
    await bed.client.streams({ mode: 'silent' });
    expect((await bed.call(streamRequest(id), { headers })).text).toBe('');
    await bed.client.streams({ refuse: { status: 500, count: 1 } });
    expect((await bed.call(streamRequest(id), { headers })).status).toBe(500);
    await bed.client.configure({ minuteMs: 60_000 });
    const cut = bed.call(streamRequest(id), { headers });
    const cutting = (async () => {
      while ((await bed.client.endStreams('cut')) === 0) await delay(20);
    })();
    await expect(cut).rejects.toThrow();
    await cutting;
  });
});

describe('faults', () => {
  it.each([
    ['http-503', 503, 'Service Unavailable'],
    ['html', 200, '<!DOCTYPE html>'],
    ['server-busy', 500, 'ErrorServerBusy'],
    ['server-busy-with-back-off', 500, '<t:Value Name="BackOffMilliseconds">2000</t:Value>'],
    ['inner-server-busy', 200, '<t:Value Name="InnerErrorResponseCode">ErrorServerBusy</t:Value>'],
    ['expired-sync-state', 200, 'ErrorInvalidSyncStateData'],
    ['byte-order-mark', 200, '<?xml'],
  ] as const)('%s, once', async (kind, status, part) => {
    await bed.client.plan({ kind, operation: 'SyncFolderItems' });
    const answer = await bed.call(syncRequest());
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(part);
    expect((await bed.call(syncRequest())).texts('ResponseCode')).toEqual(['NoError']);
  });

  it.each(['lost-answer', 'half-answer'] as const)('%s: the effect happens all the same', async (kind) => {
    await inviteRoom(bed.client);
    const [item] = await bed.client.folder(equipment, 'inbox');
    await bed.client.plan({ kind, operation: 'CreateItem' });
    await expect(bed.call(answerRequest([item?.id ?? '']))).rejects.toThrow();
    expect((await bed.client.ledger()).filter((each) => each.kind === 'answer')).toHaveLength(1);
  });

  it('reset: nothing happens', async () => {
    await inviteRoom(bed.client);
    const [item] = await bed.client.folder(equipment, 'inbox');
    await bed.client.plan({ kind: 'reset', operation: 'CreateItem' });
    await expect(bed.call(answerRequest([item?.id ?? '']))).rejects.toThrow();
    expect((await bed.client.ledger()).filter((each) => each.kind === 'answer')).toEqual([]);
  });

  it('malformed, empty and illegal content', async () => {
    await inviteRoom(bed.client);
    const ids = (await bed.client.folder(equipment, 'inbox')).map((each) => each.id);
    const kinds = ['malformed', 'empty-items', 'illegal-characters'] as const;
    await bed.client.plan(...kinds.map((kind) => ({ kind, operation: 'GetItem' })));
    const [malformed, empty, illegal] = [
      await bed.call(getItemRequest(ids)),
      await bed.call(getItemRequest(ids)),
      await bed.call(getItemRequest(ids)),
    ];
    expect(() => malformed?.all('Subject')).toThrow();
    expect(empty?.text).toContain('<m:Items/>');
    expect(illegal?.text).toContain('&#x2;');
  });

  it('hits one mailbox only, after some calls, as often as asked', async () => {
    await bed.client.plan({ kind: 'http-503', mailbox: organizer, skip: 1, count: 2 });
    const as = async (who: string) => (await bed.call(syncRequest(), { as: who })).status;
    expect(await as(equipment)).toBe(200);
    expect([await as(organizer), await as(organizer), await as(organizer), await as(organizer)]).toEqual([
      200, 503, 503, 200,
    ]);
  });

  it('refuses calls beyond the concurrency of an account', async () => {
    await bed.client.configure({ maxConcurrency: 1, answerDelayMs: 50 });
    const answers = await Promise.all([bed.call(syncRequest()), bed.call(syncRequest())]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 500]);
    const [load] = Object.values((await bed.client.status()).accounts);
    expect(load).toMatchObject({ mostCalls: 1, refusedCalls: 1 });
  });

  it('refuses streams beyond those of an account, and says how many there were', async () => {
    await bed.client.configure({ maxStreams: 1 });
    const { id, headers } = await subscribe();
    const reading = bed.call(streamRequest(id), { headers });
    await vi.waitFor(async () => expect((await bed.client.status()).streams).toBe(1));
    const second = await bed.call(streamRequest(id), { headers });
    expect(second.status).toBe(500);
    expect(second.texts('ResponseCode')).toEqual(['ErrorExceededConnectionCount']);
    await reading;
    const [load] = Object.values((await bed.client.status()).accounts);
    expect(load).toMatchObject({ mostStreams: 1, refusedStreams: 1, refusedCalls: 0 });
  });
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
