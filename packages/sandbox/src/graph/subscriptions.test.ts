import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clientId,
  type GraphBed,
  inviteRoom,
  type Loose,
  startGraphBed,
  tenant,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;
let endpoint: Server;
let url: string;
const handshakes: string[] = [];
const posts: Loose[] = [];
/** How the endpoint answers a handshake, and with which status a notification. */
let echo: (token: string) => readonly [type: string, text: string];
let status: number;

beforeEach(async () => {
  handshakes.length = 0;
  posts.length = 0;
  echo = (token) => ['text/plain', token];
  status = 202;
  bed = await startGraphBed();
  endpoint = createServer(async (request, response) => {
    const token = new URL(request.url ?? '/', 'http://x').searchParams.get('validationToken');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (token !== null) {
      handshakes.push(request.url ?? '');
      const [type, text] = echo(token);
      response.writeHead(200, { 'Content-Type': type }).end(text);
      return;
    }
    posts.push({ path: request.url, ...JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await bed.sandbox.close();
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
});

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

function subscribe(changes: Loose = {}, prefer = 'IdType="ImmutableId"') {
  const body = {
    changeType: 'created',
    notificationUrl: `${url}/note`,
    lifecycleNotificationUrl: `${url}/life`,
    resource: `users/${bed.room}/mailFolders('inbox')/messages`,
    expirationDateTime: inMinutes(1_000),
    clientState: 'secret',
    ...changes,
  };
  return bed.call('POST', '/subscriptions', body, { prefer });
}

const entries = () => posts.filter(({ path }) => path === '/note').flatMap(({ value }) => value);

describe('a subscription', () => {
  it('is made after both addresses proved themselves, and tells of what comes', async () => {
    const made = await subscribe();
    expect([made.status, handshakes.map((each) => each.split('?')[0])]).toEqual([201, ['/note', '/life']]);
    await inviteRoom(bed);
    await expect.poll(() => entries().length).toBe(1);
    const [entry] = entries();
    expect(entry).toMatchObject({
      subscriptionId: made.body.id,
      clientState: 'secret',
      changeType: 'created',
      tenantId: tenant,
      resource: `Users/${bed.room}/Messages/${entry.resourceData.id}`,
    });
    const { body } = await bed.call('GET', `/users/${bed.room}/messages/${entry.resourceData.id}`);
    expect(body.subject).toBe('Plan');
  });

  it.each([
    ['another text', () => ['text/plain', 'other'] as const],
    ['as HTML', (token: string) => ['text/html', token] as const],
  ])('is refused where the handshake is answered with %s', async (_, answer) => {
    echo = answer;
    const refused = await subscribe();
    expect([refused.status, refused.body.error.code]).toEqual([400, 'ValidationError']);
  });

  it.each([
    ['an address without TLS', { notificationUrl: 'http://vmrkit.example/note' }],
    ['a long client state', { clientState: 'x'.repeat(129) }],
    ['a time that is past', { expirationDateTime: inMinutes(-1) }],
    ['a time that is too far', { expirationDateTime: inMinutes(20_000) }],
    ['no kind of change', { changeType: 'moved' }],
    ['another resource', { resource: 'me/contacts' }],
  ])('is refused with %s', async (_, change) => {
    expect((await subscribe(change)).status).toBe(400);
    expect(handshakes).toEqual([]);
  });

  it('wraps what the mailbox says', async () => {
    const gone = await subscribe({ resource: 'users/eve@elsewhere.example/messages' });
    expect([gone.status, gone.body.error.code]).toEqual([404, 'ExtensionError']);
    await bed.client.graph.registerApp({ clientId, clientSecret: 's3cret', grants: [] });
    const denied = await subscribe();
    expect([denied.status, denied.body.error.code]).toEqual([403, 'ExtensionError']);
    expect((await bed.client.graph.state()).rights).toMatchObject([
      { permission: 'Mail.ReadBasic.All', calls: 2, refused: 1 },
    ]);
  });

  it('lives at least 45 minutes, is renewed, and is gone when its time is over', async () => {
    const { id, expirationDateTime } = (await subscribe({ expirationDateTime: inMinutes(5) })).body;
    expect(Date.parse(expirationDateTime)).toBeGreaterThan(Date.now() + 40 * 60_000);
    const renewed = await bed.call('PATCH', `/subscriptions/${id}`, { expirationDateTime: inMinutes(100) });
    expect([renewed.status, renewed.body.id]).toEqual([200, id]);
    await bed.client.configure({
      switches: { graphRenewalAnswer: 'no-content', graphRenewalValidates: true },
    });
    handshakes.length = 0;
    expect(
      (await bed.call('PATCH', `/subscriptions/${id}`, { expirationDateTime: inMinutes(50) })).status,
    ).toBe(204);
    expect((await bed.call('POST', `/subscriptions/${id}/reauthorize`)).status).toBe(204);
    expect(handshakes).toHaveLength(2);
    const fixed = { lifecycleNotificationUrl: `${url}/other`, expirationDateTime: inMinutes(50) };
    expect((await bed.call('PATCH', `/subscriptions/${id}`, fixed)).status).toBe(400);
    await bed.client.clock({ advanceMs: 55 * 60_000 });
    expect((await bed.call('GET', `/subscriptions/${id}`)).status).toBe(404);
  });

  it('may fail to be validated although nobody asked the endpoint', async () => {
    const { id } = (await subscribe()).body;
    handshakes.length = 0;
    await bed.client.graph.plan({ kind: 'validation-unsent', operation: 'PATCH subscriptions/{id}' });
    const failed = await bed.call('PATCH', `/subscriptions/${id}`, { expirationDateTime: inMinutes(100) });
    expect([failed.status, failed.body.error.code, handshakes]).toEqual([400, 'InvalidRequest', []]);
  });

  it('is listed and ended by its own application', async () => {
    const { id } = (await subscribe()).body;
    expect((await bed.call('GET', '/subscriptions')).body.value).toMatchObject([{ id }]);
    expect((await bed.call('DELETE', `/subscriptions/${id}`)).status).toBe(204);
    expect((await bed.call('GET', '/subscriptions')).body.value).toEqual([]);
  });
});

describe('notifications', () => {
  it('come twice, together, late, or with a wrong client state', async () => {
    await subscribe();
    await bed.client.graph.notifications({ copies: 2, bundled: true, delayMs: 50, clientState: 'wrong' });
    await inviteRoom(bed);
    await inviteRoom(bed);
    await expect.poll(() => posts.length).toBe(1);
    expect(posts[0].value).toHaveLength(4);
    expect(entries()[0].clientState).not.toBe('secret');
    await bed.client.graph.notifications({ clientState: 'absent' });
    await inviteRoom(bed);
    await expect.poll(() => entries().length).toBe(5);
    expect(entries()[4]).not.toHaveProperty('clientState');
  });

  it('are thrown away in the drop state', async () => {
    await subscribe();
    await bed.client.graph.notifications({ dropped: true });
    await inviteRoom(bed);
    expect((await bed.client.graph.state()).notifications).toMatchObject({ posted: 0, dropped: 1 });
    await bed.client.graph.notifications();
    await inviteRoom(bed);
    await expect.poll(() => entries().length).toBe(1);
  });

  it('are repeated until they are taken', async () => {
    await subscribe();
    status = 503;
    await inviteRoom(bed);
    await expect.poll(() => posts.length).toBe(1);
    status = 202;
    await expect.poll(() => posts.length, { timeout: 3_000 }).toBe(2);
    expect(posts[1].value).toEqual(posts[0].value);
  });

  it('tell of moves and of events, in the spelling of the switch', async () => {
    await bed.client.configure({ switches: { graphNotificationResource: 'tenant' } });
    await subscribe({ changeType: 'created,updated,deleted' }, '');
    await subscribe({ resource: `/users/${bed.room}/events`, changeType: 'updated' });
    await inviteRoom(bed);
    const { value } = (await bed.call('GET', `/users/${bed.room}/events`)).body;
    await bed.call('POST', `/users/${bed.room}/events/${value[0].id}/accept`, { sendResponse: false });
    await expect.poll(() => entries().filter(({ changeType }) => changeType === 'deleted').length).toBe(1);
    expect(entries().map(({ resource }) => resource)).toContainEqual(
      expect.stringContaining(`users/${bed.room}@${tenant}/messages/`),
    );
  });

  it('of the life cycle go to their own address', async () => {
    const { id } = (await subscribe()).body;
    expect(await bed.client.graph.lifecycle({ event: 'missed' })).toBe(1);
    await expect.poll(() => posts.length).toBe(1);
    expect(posts[0]).toMatchObject({
      path: '/life',
      value: [{ subscriptionId: id, lifecycleEvent: 'missed', clientState: 'secret', tenantId: tenant }],
    });
    await bed.client.configure({ switches: { graphLifecycleShape: 'bare' } });
    await bed.client.graph.lifecycle({ event: 'subscriptionRemoved', subscription: id });
    await expect.poll(() => posts.length).toBe(2);
    expect(posts[1].value[0]).toEqual({
      subscriptionId: id,
      clientState: 'secret',
      lifecycleEvent: 'subscriptionRemoved',
      resource: '',
      resourceData: null,
      organizationId: tenant,
    });
    expect((await bed.call('GET', `/subscriptions/${id}`)).status).toBe(404);
  });
});
