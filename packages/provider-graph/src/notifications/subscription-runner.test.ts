import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordingLogger, recordingLogger } from '@vmrkit/testing';
import { afterEach, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { accountsOf } from '../account/graph-account.ts';
import { RunningCalls } from '../client/running-calls.ts';
import { type GraphWire, SdkGraphClient } from '../client/sdk-graph-client.ts';
import { Doorbell } from '../mailbox/doorbell.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { CLIENT_ID, testDeps, testSettings } from '../test-support/test-deps.ts';
import { acceptNotifications, readEntry } from './accept-notifications.ts';
import { type SubscriptionMemory, shortMemory } from './subscription-memory.ts';
import { SubscriptionRunner } from './subscription-runner.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** An edge that answers Graph and passes on; a sandbox; and a runner for the equipment mailbox. */
async function serve({
  memory = shortMemory(),
  email = ROOM,
  prepare = async () => undefined,
}: {
  readonly memory?: SubscriptionMemory;
  readonly email?: string;
  prepare?(world: SandboxWorld): Promise<unknown>;
} = {}) {
  const world = await createSandboxWorld();
  open.push(() => world.close());
  await prepare(world);
  let runner: SubscriptionRunner | null = null;
  const edge = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '', 'http://edge');
    const key = url.pathname.split('/').at(-1) ?? '';
    const query = Object.fromEntries(url.searchParams);
    const { response: answer, deliver } = acceptNotifications({
      key,
      query,
      headers: {},
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(answer.text);
    for (const { key: own, payload } of deliver) {
      const entry = readEntry(payload);
      if (entry && runner?.key === own) runner.notified(entry);
    }
  });
  await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => edge.close(resolve)));
  const deps = testDeps();
  const settings = testSettings(world.sandbox.authorityUrl);
  const { account, release } = accountsOf(deps).use(settings);
  open.push(release);
  const wire: GraphWire = {
    account,
    calls: new RunningCalls(),
    clock: deps.clock,
    graphUrl: settings.graph_url,
    serverTime: null,
  };
  const logger: RecordingLogger = recordingLogger();
  let rings = 0;
  const bell = new Doorbell(deps.clock);
  const ring = bell.ring.bind(bell);
  bell.ring = () => {
    rings += 1;
    ring();
  };
  const notificationUrl = `http://127.0.0.1:${(edge.address() as AddressInfo).port}`;
  const start = () => {
    const stop = new AbortController();
    const client = new SdkGraphClient(email, wire);
    runner = new SubscriptionRunner({
      ...deps,
      client,
      logger,
      memory,
      notificationUrl,
      bell,
      serverTime: () => wire.serverTime,
    });
    const running = runner.run(stop.signal);
    return async () => {
      stop.abort();
      await running;
    };
  };
  const stop = start();
  open.push(stop);
  const { graph } = world.admin;
  const subscriptions = async () => (await graph.state()).subscriptions.map(({ id }) => id);
  return { world, graph, logger, start, stop, subscriptions, rings: () => rings };
}

async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error('Did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('new mail rings within seconds, however often it is told', async () => {
  const { world, graph, rings, subscriptions } = await serve();
  await until(async () => (await subscriptions()).length === 1);
  await graph.notifications({ copies: 3, bundled: true });
  const before = rings();
  await inviteFromAlice(world.admin, ROOM);
  await until(() => rings() > before);
});

test('an entry with another secret rings nothing; after some the subscription is made anew', async () => {
  const { world, graph, rings, subscriptions, logger } = await serve();
  await until(async () => (await subscriptions()).length === 1);
  const [first] = await subscriptions();
  await until(() => rings() === 1);
  await graph.notifications({ clientState: 'wrong' });
  for (let at = 0; at < 4; at += 1) await inviteFromAlice(world.admin, ROOM);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([rings(), await subscriptions()]).toEqual([1, [first]]);
  await inviteFromAlice(world.admin, ROOM);
  await until(async () => {
    const [now] = await subscriptions();
    return now !== undefined && now !== first;
  });
  expect(JSON.stringify(logger.lines)).not.toMatch(/wrong|token-/);
});

test('what is missed is looked for, and what was removed is made anew', async () => {
  const { graph, rings, subscriptions } = await serve();
  await until(async () => (await subscriptions()).length === 1);
  const [first] = await subscriptions();
  await until(() => rings() === 1);
  await graph.lifecycle({ event: 'missed' });
  await until(() => rings() === 2);
  await graph.lifecycle({ event: 'subscriptionRemoved' });
  await until(async () => (await subscriptions()).some((id) => id !== first));
});

test('a validation that never came is tried again, and mail is polled meanwhile', async () => {
  const memory = shortMemory();
  const { graph, start, stop, subscriptions, logger } = await serve({ memory });
  await until(async () => (await subscriptions()).length === 1);
  await stop();
  await graph.plan({ kind: 'validation-unsent', operation: 'PATCH subscriptions/{id}' });
  open.push(start());
  await until(() => logger.lines.some(({ fields }) => fields?.reason === 'InvalidRequest'));
  // The old one stands, and no second was made beside it.
  expect(await subscriptions()).toHaveLength(1);
});

test('the next process goes on with the subscription of the last one', async () => {
  const { start, stop, subscriptions } = await serve();
  await until(async () => (await subscriptions()).length === 1);
  const before = await subscriptions();
  await stop();
  open.push(start());
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await subscriptions()).toEqual(before);
});

test('what the mailbox itself says is told, and not the prose in which a refusal is wrapped', async () => {
  const { logger } = await serve({
    prepare: ({ admin }) => admin.changeMailbox(ROOM, { hosting: 'on-premises' }),
  });
  await until(() => logger.lines.some(({ fields }) => fields?.reason === 'MailboxNotEnabledForRESTAPI'));
  expect(JSON.stringify(logger.lines)).not.toContain('soft-deleted');
});

test('a mailbox whose address holds an apostrophe is named by its object id', async () => {
  const email = "o'hara@corp.example";
  const { world, rings, subscriptions } = await serve({
    email,
    prepare: async ({ admin }) => {
      await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
      const grants = (['Mail.ReadWrite', 'User.ReadBasic.All'] as const).map((permission) => ({
        permission,
      }));
      await admin.graph.registerApp({ clientId: CLIENT_ID, clientSecret: 's3cret', grants });
    },
  });
  await until(async () => (await subscriptions()).length === 1);
  const before = rings();
  await inviteFromAlice(world.admin, email);
  await until(() => rings() > before);
});
