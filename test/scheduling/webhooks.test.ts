import { type Instant, shift, silentLogger } from '@vmrkit/core';
import {
  copyAudit,
  createSecretBox,
  createWebhook,
  type Store,
  type WebhookDeps,
} from '@vmrkit/core/composition';
import { createSeededRandom } from '@vmrkit/testing';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, assert, expect, it, vi } from 'vitest';
import {
  type LoopbackServer,
  loopbackServer,
  type SeenRequest,
} from '../../packages/http/src/test-support/loopback-server.ts';
import { openHttp } from '../../packages/http/src/test-support/open-http.ts';
import { WebhookSender } from '../../packages/sdk/src/manager/webhook-sender.ts';
import { RIG_TENANT } from './scheduling-rig.ts';
import { hourAfter, Stage, start } from './stage.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Stage.closeAll();
  await Promise.all(servers.splice(0).map((each) => each.close()));
});

/** A receiver that answers with the status that `answer` gives for a message. */
async function receiver(answer: (message: Message) => number = () => 204) {
  const server = await loopbackServer((request, response) => {
    const status = answer(messageOf(request));
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${server.port}/hook`, port: server.port, seen: server.seen };
}

interface Message {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly number: number };
}

function messageOf({ headers, body }: SeenRequest): Message {
  return { id: String(headers['webhook-id']), ...JSON.parse(body) };
}

const told = (seen: readonly SeenRequest[]) =>
  seen.map((request) => {
    const { type, data } = messageOf(request);
    return `${data.number} ${type}`;
  });

/** A manager at work on one mailbox, with what sends to webhooks. */
function openStage({ ownPort, store: changed = (store) => store }: OpenOptions = {}) {
  const stage = new Stage();
  const { clock } = stage;
  const random = createSeededRandom(9);
  const secretBox = createSecretBox({
    keys: [{ id: 'k1', key: new Uint8Array(32).fill(1) }],
    randomBytes: (count) => random.bytes(count),
  });
  const store = changed(stage.rig.store);
  const own = ownPort === undefined ? [] : [{ address: '127.0.0.1', port: ownPort, machineAddresses: [] }];
  const sender = new WebhookSender({
    store,
    secretBox,
    clock,
    random,
    alarms: stage.rig.alarms,
    logger: silentLogger,
    pollMs: 5_000,
    http: openHttp(undefined, own),
  });
  const deps: WebhookDeps = { store, secretBox, clock, random, allowHttpLoopback: true };
  const by = { actor: 'test', details: {} };
  return {
    stage,
    sender,
    webhook: (url: string, tenantId = RIG_TENANT) =>
      createWebhook(
        {
          tenantId,
          url,
          by,
          description: '',
          enabled: true,
          events: [
            'conference.created',
            'conference.changed',
            'conference.removed',
            'alarm.raised',
            'alarm.cleared',
          ],
        },
        deps,
      ),
    /** What the manager's loops do in a round. */
    async round() {
      await copyAudit({ store: stage.rig.store, clock });
      await sender.look();
      await sender.settled();
    },
  };
}

interface OpenOptions {
  /** A port on which we would listen ourselves. */
  readonly ownPort?: number;
  /** The store as the sender sees it. */
  readonly store?: (store: Store) => Store;
}

/** Verified by the scheme's own package, at the time of the message. */
function verified({ headers, body }: SeenRequest, secret: string, now: Instant): unknown {
  vi.useFakeTimers({ toFake: ['Date'], now });
  try {
    return new Verifier(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

it('[S12.6a, S12.6b] a conference is told when it is made, moved and called off, signed and numbered, to its tenant alone', async () => {
  const { stage, webhook, round } = openStage();
  const [own, foreign] = [await receiver(), await receiver()];
  const { secret } = await webhook(own.url);
  await webhook(foreign.url, 'beta');
  const { meeting, reservation } = await stage.accepted();
  await round();
  await stage.world.update(meeting, { time: hourAfter(shift(start, 3_600_000), 0) });
  await stage.settle();
  await stage.world.cancel(meeting);
  await stage.settle();
  for (let rounds = 0; rounds < 3; rounds += 1) await round();
  expect(told(own.seen)).toEqual(['1 conference.created', '2 conference.changed', '3 conference.removed']);
  expect(foreign.seen).toEqual([]);
  const [created, changed, removed] = own.seen;
  assert(created && changed && removed);
  for (const each of own.seen) {
    expect(verified(each, secret, stage.clock.now())).toEqual(JSON.parse(each.body));
    expect(() => verified({ ...each, body: `${each.body} ` }, secret, stage.clock.now())).toThrow();
  }
  const { data } = messageOf(created);
  expect(data).toMatchObject({ tenant_id: RIG_TENANT, actor: 'mail' });
  expect(data.changes).toContainEqual({ path: 'alias', before: null, after: reservation.alias });
  expect(messageOf(changed).data.changes).toContainEqual({
    path: 'starts_at',
    before: '2026-01-06T10:00:00.000Z',
    after: expect.any(String),
  });
  expect(messageOf(removed).data).toMatchObject({
    conference_id: data.conference_id,
    because: 'cancelled',
    correlation_id: expect.any(String),
  });
});

it('[S12.6c] a receiver that is down is tried again in order, holds up no other, and raises an alarm', async () => {
  let isDown = true;
  const { stage, webhook, round } = openStage();
  const [dead, alive] = [await receiver(() => (isDown ? 503 : 200)), await receiver()];
  const { id } = await webhook(dead.url);
  await webhook(alive.url);
  const { meeting } = await stage.accepted();
  await round();
  await stage.world.cancel(meeting);
  await stage.settle();
  await round();
  await round();
  expect(told(alive.seen)).toEqual(['1 conference.created', '2 conference.removed']);
  expect(new Set(told(dead.seen))).toEqual(new Set(['1 conference.created']));
  for (let tries = 0; tries < 4; tries += 1) {
    stage.clock.jumpTo(shift(stage.clock.now(), 600_000));
    await round();
  }
  const standing = await stage.rig.alarms.standing([RIG_TENANT]);
  expect(standing).toMatchObject([{ kind: 'webhook-failing', subject: id, detail: 'HTTP 503' }]);
  isDown = false;
  const before = dead.seen.length;
  for (let tries = 0; tries < 4; tries += 1) {
    stage.clock.jumpTo(shift(stage.clock.now(), 3_600_000));
    await round();
  }
  const late = dead.seen.slice(before);
  const about = (what: string) => late.map(messageOf).filter(({ type }) => type.startsWith(what));
  expect(about('alarm.').map(({ type }) => type)).toEqual(['alarm.raised', 'alarm.cleared']);
  const [created, removed, ...more] = about('conference.');
  assert(created && removed);
  expect([created.type, removed.type, more]).toEqual(['conference.created', 'conference.removed', []]);
  expect([created.id, created.data.number]).toEqual([messageOf(dead.seen[0] as SeenRequest).id, 1]);
  expect(removed.data.number).toBeGreaterThan(1);
  expect(await stage.rig.alarms.standing([RIG_TENANT])).toEqual([]);
  const [kept] = await stage.rig.store.webhooks.load(RIG_TENANT, [id]);
  expect(kept?.value).toMatchObject({ reach: { failures: 0 }, deliveredAt: expect.any(Number) });
});

it('[S12.6c] what was sent and not noted is sent again with its id, number and body; what was noted is not', async () => {
  let crashes = true;
  const { stage, webhook, round } = openStage({
    store: (store) => {
      const { webhookDeliveries: real } = store;
      const commit: typeof real.commit = async (partition, changes) => {
        const isMark = changes.some((each) => each.op === 'replace' && each.value.state === 'delivered');
        if (isMark && crashes) throw new Error('stopped');
        return real.commit(partition, changes);
      };
      const webhookDeliveries = { load: real.load.bind(real), find: real.find.bind(real), commit };
      return { ...store, webhookDeliveries };
    },
  });
  const own = await receiver();
  await webhook(own.url);
  await stage.accepted();
  await round();
  await round();
  expect(told(own.seen)).toEqual(['1 conference.created']);
  crashes = false;
  stage.clock.jumpTo(shift(stage.clock.now(), 31_000));
  for (let rounds = 0; rounds < 3; rounds += 1) {
    await round();
    stage.clock.jumpTo(shift(stage.clock.now(), 31_000));
  }
  const [first, again] = own.seen;
  assert(first && again);
  expect(own.seen).toHaveLength(2);
  expect([messageOf(again).id, again.body]).toEqual([messageOf(first).id, first.body]);
});

it('[S12.6d] nothing is sent to our own listeners, and no redirect is followed', async () => {
  const redirecting = await receiver(() => 302);
  const ours = await receiver();
  const { sender, webhook } = openStage({ ownPort: ours.port });
  const made = await Promise.all([webhook(ours.url), webhook(redirecting.url)]);
  const [refused, moved] = await Promise.all(
    made.map(({ id, value }) => sender.test({ id, value, revision: '' }, 'test')),
  );
  expect([refused, moved]).toEqual(['ERR_EGRESS_REFUSED', 'HTTP 302']);
  expect(ours.seen).toEqual([]);
  expect(redirecting.seen.map(({ path }) => path)).toEqual(['/hook']);
});
