import { randomBytes } from 'node:crypto';
import { DAY_MS, formatInstant, HOUR_MS, instant, shift, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createGraphMailboxProvider, graphSettingsSchema } from '@vmrkit/provider-graph';
import { createSandbox, type RealitySwitches, SandboxClient } from '@vmrkit/sandbox';
import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { VirtualTime } from '../support/virtual-time.ts';

/** One drain of a backlog. */
export interface DrainOptions extends Pick<RealitySwitches, 'graphConcurrencyScope' | 'graphBatchOverLimit'> {
  readonly requests: number;
  readonly mailboxes: number;
  /** Messages a minute that the mail system lets a mailbox send, and that the provider keeps to; null: any number. */
  readonly repliesPerMinute: number | null;
}

/** What a drain took, and what became of the requests. */
export interface DrainResult extends DrainOptions {
  readonly virtualMinutes: number;
  readonly realSeconds: number;
  /** Requests whose VMR may be joined. */
  readonly joinable: number;
  /** Requests that were accepted; and those that were answered more than once. */
  readonly accepted: number;
  readonly answeredTwice: number;
  /** Graph requests beyond the answers, those inside of batches and refused ones too, for each meeting. */
  readonly requestsPerMeeting: number;
  /** Of these, looks at inboxes and Deleted Items: as many a minute as ever, however many meetings there are. */
  readonly looksPerMeeting: number;
  /** Most requests at a time: of the application, and to one mailbox. */
  readonly mostAtOnce: { readonly application: number; readonly mailbox: number };
  readonly refused: { readonly concurrency: number; readonly rate: number };
  readonly rights: readonly string[];
}

const APP = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10';
const TENANT = '11111111-2222-4333-8444-555555555555';
const SECRET = 's3cret';
const ALICE = 'alice@corp.example';
/** Meetings of one call of the sandbox. */
const MOST = 500;

/** Works a backlog off from a cold start, in the sandbox's virtual time. */
export async function drainGraph(options: DrainOptions): Promise<DrainResult> {
  const { requests, mailboxes, repliesPerMinute, ...switches } = options;
  const sandbox = await createSandbox({
    settings: { switches, graph: { answerDelayMs: 1 } },
  });
  const admin = new SandboxClient(sandbox.adminUrl);
  const rooms = Array.from({ length: mailboxes }, (_, place) => `room${place + 1}@corp.example`);
  await admin.createMailbox({ email: ALICE, kind: 'user' });
  for (const email of rooms)
    await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
  const rights = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'MailboxSettings.Read'] as const;
  const grants = rights.map((permission) => ({ permission, mailboxes: rooms }));
  await admin.graph.registerApp({ clientId: APP, clientSecret: SECRET, tenant: TENANT, grants });
  const begin = instant(Date.parse(await admin.clock({ frozen: true })));
  const time = new VirtualTime(begin, (advanceMs) => admin.clock({ advanceMs }));
  const provider = createGraphMailboxProvider(
    graphSettingsSchema.parse({
      ...{ tenant_id: TENANT, client_id: APP, client_secret: SECRET },
      authority_url: sandbox.authorityUrl,
      graph_url: `${sandbox.authorityUrl}/graph`,
      limits: { replies_per_minute: repliesPerMinute },
    }),
    {
      clock: time,
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      logger: silentLogger,
      http: time.http(
        createHttp({
          egress: {
            resolve: async () => [{ address: '127.0.0.1', family: 4 }],
            permit: async () => undefined,
          },
        }),
      ),
    },
  );
  const database = createWeakMemoryDatabase();
  const rigs = rooms.map(
    (email, place) =>
      new SchedulingRig({
        ...{ clock: time, random: createSeededRandom(place + 1), database, email },
        ...{ mailbox: provider.equipmentMailbox(email), mailboxId: `mailbox-${place + 1}`, calendars: null },
        owner: `manager-${place + 1}`,
      }),
  );
  const begun = performance.now();
  try {
    const aliases = await invite(admin, { rigs, rooms, requests, begin });
    await admin.configure({ messageRateLimit: repliesPerMinute });
    for (const rig of rigs) rig.start();
    const answers = async () =>
      (await admin.ledger()).filter(({ kind, from }) => kind === 'answer' && from !== ALICE);
    const isDone = async () => {
      const { operations } = await admin.graph.state();
      return (operations['POST events/{id}/accept'] ?? 0) >= requests && (await answers()).length >= requests;
    };
    await time.passUntil(isDone, 3 * HOUR_MS);
    const ledger = await answers();
    const counts = new Map<string, number>();
    for (const { cleanId = '' } of ledger) counts.set(cleanId, (counts.get(cleanId) ?? 0) + 1);
    const [rig] = rigs;
    const decisions = await Promise.all(aliases.map((alias) => rig?.admit(alias, shift(begin, DAY_MS))));
    const { operations, loads, rights: used } = await admin.graph.state();
    const all = Object.values(operations).reduce((sum, each) => sum + each, 0);
    const looks = operations['GET mailFolders/{folder}/messages/delta'] ?? 0;
    const perMailbox = Object.entries(loads).filter(([name]) => name.includes('|'));
    return {
      ...options,
      virtualMinutes: round(time.monotonicMs() / 60_000),
      realSeconds: round((performance.now() - begun) / 1_000),
      joinable: decisions.filter((decision) => decision?.kind === 'admitted').length,
      accepted: new Set(ledger.filter(({ response }) => response === 'Accept').map(({ cleanId }) => cleanId))
        .size,
      answeredTwice: [...counts.values()].filter((each) => each > 1).length,
      requestsPerMeeting: round((all - requests) / requests),
      looksPerMeeting: round(looks / requests),
      mostAtOnce: {
        application: loads[APP]?.mostInFlight ?? 0,
        mailbox: Math.max(...perMailbox.map(([, { mostInFlight }]) => mostInFlight)),
      },
      refused: {
        concurrency: loads[APP]?.refusedConcurrency ?? 0,
        rate: perMailbox.reduce((sum, [, { refusedRate }]) => sum + refusedRate, 0),
      },
      rights: [...new Set(used.map(({ permission }) => permission))].sort(),
    };
  } finally {
    const stopped = Promise.all(rigs.map((rig) => rig.stop()));
    let open = true;
    void stopped.finally(() => {
      open = false;
    });
    await time.passUntil(async () => !open, HOUR_MS);
    await provider.close();
    await sandbox.close();
  }
}

async function invite(
  admin: SandboxClient,
  {
    rigs,
    rooms,
    requests,
    begin,
  }: {
    readonly rigs: readonly SchedulingRig[];
    readonly rooms: readonly string[];
    readonly requests: number;
    readonly begin: ReturnType<typeof instant>;
  },
): Promise<readonly string[]> {
  const start = shift(begin, DAY_MS);
  const schedule = {
    start: formatInstant(start),
    end: formatInstant(shift(start, HOUR_MS)),
    timeZone: 'UTC',
  };
  const aliases: string[] = [];
  const meetings = [];
  for (let place = 0; place < requests; place += 1) {
    const at = place % rooms.length;
    const [rig, email = ''] = [rigs[at], rooms[at]];
    if (!rig) throw new TypeError('There is a rig for each mailbox.');
    const held = await rig.reserve();
    aliases.push(held.alias);
    meetings.push({
      ...{ organizer: ALICE, subject: `Request ${place}`, body: rig.invitation(held), schedule },
      attendees: [{ email, role: 'resource' as const }],
    });
  }
  for (let at = 0; at < meetings.length; at += MOST) {
    await admin.inviteMany({ meetings: meetings.slice(at, at + MOST) });
  }
  return aliases;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
