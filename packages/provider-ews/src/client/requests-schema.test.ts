import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@vmrkit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackServer, loopbackServer } from '../test-support/loopback-server.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import { whyNoSchema } from '../test-support/why-no-schema.ts';
import { AccountBudget, pausesOf } from '../transport/account-budget.ts';
import { ConnectionPool } from '../transport/connection-pool.ts';
import { CookieJars } from '../transport/cookie-jar.ts';
import { EwsChannel } from '../transport/ews-channel.ts';
import { basicSignIn } from '../transport/sign-in.ts';
import { createEwsClient } from './create-ews-client.ts';
import type { EwsClient } from './ews-client.ts';
import { openEventStream } from './operations/subscriptions.ts';

const schemas = process.env.VMRKIT_SCHEMA_DIR;
const hostile = `R&D <b>"it's"</b> ]]> &#x0; \u0000\u000b\ud800 <!-- -- --> <?pi?> ü€😀`;
const reason = whyNoSchema({ folder: schemas, xmllint: 'xmllint' });
if (reason !== null) process.stderr.write(`skipped: ${reason}\n`);

type Act = (client: EwsClient) => Promise<unknown>;

const at = instant(1_780_000_000_000);
const range = { start: at, end: instant(at + 86_400_000) };
const habits = { severalAnswers: true, lastingKeys: true, zoneIds: true };
const item = { id: hostile, changeKey: hostile };
const operations: Readonly<Record<string, Act>> = {
  'GetItem id': (client) => client.getItems([hostile, 'b'], 'id'),
  'GetItem message': (client) => client.getItems([hostile], 'message'),
  'GetItem message without body': (client) => client.getItems([hostile], 'message-without-body'),
  'GetItem headers': (client) => client.getItems([hostile], 'headers'),
  'GetItem facts': (client) => client.getItems([hostile], 'facts'),
  'GetItem meeting': (client) => client.getItems([hostile], 'meeting'),
  'GetItem answer': (client) => client.getItems([hostile], 'answer'),
  SyncFolderItems: (client) => client.syncInbox(hostile, 100),
  'SyncFolderItems from the beginning': (client) => client.syncInbox(null, 100),
  FindItem: (client) => client.findItems({ folder: 'inbox', offset: 5, limit: 10 }),
  'FindItem with all conditions': (client) =>
    client.findItems({
      folder: 'sentitems',
      offset: 0,
      limit: 10,
      meetings: [hostile, 'AAAA'],
      sentAfter: at,
      receivedBefore: at,
      startsBefore: at,
    }),
  'FindItem for one meeting': (client) =>
    client.findItems({ folder: 'calendar', offset: 0, limit: 10, meetings: [hostile] }),
  'FindItem calendar view': (client) => client.calendarView(range, 1_000),
  CreateItem: (client) =>
    client.createAnswers([
      { verdict: 'accept', html: hostile, request: item },
      { verdict: 'decline', html: hostile, request: item },
      { verdict: 'mail', html: hostile, request: item },
    ]),
  UpdateItem: (client) =>
    client.updateBodies([
      { item, html: true, content: hostile },
      { item, html: false, content: hostile },
    ]),
  'CreateItem of a meeting': (client) =>
    client.bookMeeting({ subject: hostile, html: hostile, invited: hostile, ...range }),
  'DeleteItem of meetings': (client) => client.cancelMeetings([hostile, 'b']),
  DeleteItem: (client) => client.deleteItems([hostile, 'b']),
  ResolveNames: (client) => client.resolveName(hostile),
  Subscribe: (client) => client.subscribe(),
  Unsubscribe: (client) => client.unsubscribe('JwB0ZXN0'),
  GetUserConfiguration: (client) => client.readConfiguration(),
  'UserConfiguration written': (client) => client.writeConfiguration(hostile),
  GetFolder: (client) => client.inspectInbox(),
};

describe('requests', () => {
  let server: LoopbackServer;
  let channel: EwsChannel;
  let connections: ConnectionPool;
  const folder = mkdtempSync(join(tmpdir(), 'vmrkit-ews-'));

  beforeAll(async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(500).end();
      return undefined;
    });
    const url = new URL(server.url);
    connections = new ConnectionPool(testDeps.http.client(), url);
    const budget = new AccountBudget(() => 2, testDeps.clock);
    const wire = {
      budget,
      signInPauses: pausesOf('sign-in', testDeps.clock),
      connections,
      path: url.pathname,
      jars: new CookieJars(),
      signIn: basicSignIn('u', 'p'),
    };
    channel = new EwsChannel({ wire, callDeadlineMs: 5_000, deps: testDeps });
  });

  afterAll(async () => {
    await connections.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const requestOf = async (act: Act, impersonation: boolean): Promise<string> => {
    const before = server.seen.length;
    const mailbox = `"<t:x/>&'"@corp.example`;
    const session = {
      channel,
      mailbox,
      version: 'Exchange2016',
      impersonation,
      habits,
      url: server.url,
    } as const;
    await act(createEwsClient(session)).catch(() => undefined);
    const seen = server.seen[before];
    if (!seen) throw new Error('Nothing was sent.');
    return seen.body;
  };

  /** What the schema says to each request, all in one run: reading the schema takes longer than a request. */
  const verdictsOn = (requests: Readonly<Record<string, string>>): readonly string[] => {
    const files = Object.entries(requests).map(([name, body]) => {
      const file = join(folder, `${name.replaceAll(/\W/g, '-')}.xml`);
      writeFileSync(file, body);
      return file;
    });
    const schema = join(schemas ?? '', 'ews', 'ews-soap.xsd');
    const run = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files]);
    expect(run.error).toBeUndefined();
    expect(files).toHaveLength(Object.keys(requests).length);
    return run.stderr.toString().replaceAll(`${folder}/`, '').trim().split('\n');
  };

  it.skipIf(reason === null || process.env.CI !== 'true')('the schema is there in CI', () => {
    throw new Error(reason ?? '');
  });

  for (const [name, act] of Object.entries(operations)) {
    it(`${name} lets no markup of a string through`, async () => {
      const body = await requestOf(act, true);
      expect(body).not.toContain('<b>');
      expect(body).not.toContain('<t:x/>');
      expect(body).not.toContain('R&D');
    });
  }

  it.skipIf(reason !== null)(
    'are valid against the schema with hostile strings, each with and without impersonation',
    async () => {
      const requests: Record<string, string> = {};
      for (const [name, act] of Object.entries(operations)) {
        for (const impersonation of [true, false]) {
          requests[`${name} ${impersonation}`] = await requestOf(act, impersonation);
        }
      }
      const before = server.seen.length;
      const session = {
        channel,
        mailbox: 'r@corp.example',
        version: 'Exchange2013_SP1',
        impersonation: true,
        habits,
        url: testSettings(server.url).ews_url,
      } as const;
      await openEventStream(session, ['JwB0ZXN0'], { minutes: 30 }).catch(() => undefined);
      requests.GetStreamingEvents = server.seen[before]?.body ?? '';
      const verdicts = verdictsOn(requests);
      expect(verdicts.filter((line) => !line.endsWith(' validates'))).toEqual([]);
      expect(verdicts).toHaveLength(Object.keys(requests).length);
    },
  );

  it.skipIf(reason !== null)('the schema refuses what is none of its requests', () => {
    expect(verdictsOn({ wrong: '<a/>' }).at(-1)).toBe('wrong.xml fails to validate');
  });
});
