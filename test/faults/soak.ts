import { setTimeout as sleep } from 'node:timers/promises';
import { type AddIn, builtFile, type DemoIntegration, listRooms } from '@vmrkit/example-demo';
import type { MeetingName } from '@vmrkit/sandbox';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { bothProviders, ManagerFleet } from '../support/manager-fleet.ts';
import { openSlowLink, type SlowLink } from '../support/slow-link.ts';
import { type Account, accountFor, type SentRequest, type Stop } from './soak-account.ts';

/** What a soak does. */
export interface SoakOptions {
  /** Of a MongoDB server. */
  readonly url: string;
  readonly minutes: number;
  /** Meeting requests a minute. */
  readonly perMinute: number;
  readonly report: (line: string) => void;
}

/** What a soak found. */
export interface SoakResult extends Account {
  /** What was done to the deployment, and how often. */
  readonly faults: Readonly<Record<string, number>>;
  /** Clicks that an edge refused; nothing was sent for them. */
  readonly refusedClicks: number;
}

const MINUTE = 60_000;
const NAMES = ['a', 'b'] as const;
/** Far longer than a busy machine lets a process or the store wait. */
const worker = { lease_timeout_ms: 15_000, lease_beat_ms: 3_000, send_deadline_ms: 5_000, poll_ms: 2_000 };
/** Between two faults. */
const FAULT_MS = 10_000;
/** Once nothing is broken any more, answers are waited for as long as one comes in this time. */
const SILENCE_MS = 6 * MINUTE;
/** After so long without one all may be answered. */
const QUIET_MS = 10_000;
/** More than two leases. */
const FROZEN_MS = 35_000;
const STORE_AWAY_MS = 5_000;
/** How far the clocks of both managers stand from Exchange's, one ahead and one behind. */
const SKEW_MS = 20_000;

/** Two managers and two edges over one store, EWS and Graph, under load and faults; then in peace until all is answered. */
export async function runSoak({ url, minutes, perMinute, report }: SoakOptions): Promise<SoakResult> {
  const link = await openSlowLink(url, 0);
  const program = [builtFile('@vmrkit/example-demo', 'world/movable-server.js')];
  const world = await ExchangeWorld.create({ program });
  const fleet = await ManagerFleet.create(world, {
    url: link.url,
    names: NAMES,
    worker,
    works: bothProviders,
  });
  try {
    await fleet.start('a', [`--offset=${-SKEW_MS}`]);
    await fleet.start('b', [`--offset=${SKEW_MS}`]);
    const addIns = [await fleet.startEdge(), await fleet.startEdge()];
    const end = performance.now() + minutes * MINUTE;
    const stops: Stop[] = [];
    const breaking = breakThings({ world, fleet, link, stops, report }, end);
    const { sent, refusedClicks } = await load(world, { addIns, end, perMinute });
    const faults = await breaking;
    report(`${sent.length} requests sent; waiting for the answers`);
    const emails = bothProviders.flatMap((each) => each.emails);
    const account = () => accountOf(world, { fleet, sent, emails, stops });
    await untilAnswered(world, async () => (await account()).isGood);
    // What would be sent twice is sent within these.
    await sleep(worker.send_deadline_ms + worker.lease_timeout_ms + 3_000);
    return { ...(await account()), faults, refusedClicks };
  } finally {
    link.mend();
    await fleet.close();
    await link.close();
    await world.close();
  }
}

interface Load {
  readonly addIns: readonly AddIn[];
  readonly end: number;
  readonly perMinute: number;
}

/** Requests at a steady rate, through both edges and both providers; some meetings are moved or cancelled later. */
async function load(world: ExchangeWorld, { addIns, end, perMinute }: Load) {
  const sent: SentRequest[] = [];
  let refusedClicks = 0;
  const later: Promise<void>[] = [];
  for (let number = 0; performance.now() < end; number += 1) {
    const integration = bothProviders[number % 2]?.integration;
    const addIn = addIns[Math.floor(number / 2) % addIns.length];
    if (integration === undefined || addIn === undefined) throw new TypeError('There are two of both.');
    const click = async () => {
      try {
        const request = await ask(world, { addIn, integration, number });
        sent.push(request);
        await sleep(4_000);
        await change(world, request, number);
      } catch {
        refusedClicks += 1;
      }
    };
    later.push(click());
    await sleep(MINUTE / perMinute);
  }
  await Promise.all(later);
  return { sent, refusedClicks };
}

interface Asked {
  readonly addIn: AddIn;
  readonly integration: DemoIntegration;
  readonly number: number;
}

async function ask(world: ExchangeWorld, { addIn, integration, number }: Asked): Promise<SentRequest> {
  const { html, kind, aliases } = await addIn.reserve(integration);
  const start = timeOf(number);
  const draft = { subject: `Request ${number}`, html, start, end: start + 30 * MINUTE };
  const meeting: MeetingName = await world.organizer.invite(draft, integration);
  return {
    number,
    integration,
    kind,
    alias: aliases.at(-1) ?? null,
    meeting,
    change: 'none',
    changedAt: 0,
  };
}

/** Every fifth meeting is moved, every seventh cancelled. */
async function change(world: ExchangeWorld, request: SentRequest, number: number): Promise<void> {
  const { ledger } = await world.sandbox.status();
  if (number % 7 === 6) {
    request.change = 'cancelled';
    await world.sandbox.cancel(request.meeting);
  } else if (number % 5 === 4) {
    const start = timeOf(number) + 7 * 24 * 60 * MINUTE;
    request.change = 'moved';
    await world.organizer.move(request.meeting, { start, end: start + 30 * MINUTE });
  }
  request.changedAt = ledger;
}

function timeOf(number: number): number {
  return Math.ceil(Date.now() / MINUTE) * MINUTE + (24 * 60 + number) * MINUTE;
}

interface Breakable {
  readonly world: ExchangeWorld;
  readonly fleet: ManagerFleet;
  readonly link: SlowLink;
  /** Each time that a manager was killed or frozen, once it is over. */
  readonly stops: Stop[];
  readonly report: (line: string) => void;
}

/** One fault after another; each is over before the next. */
async function breakThings(parts: Breakable, end: number): Promise<Readonly<Record<string, number>>> {
  const faults = Object.entries(faultsOf(parts));
  const counts: Record<string, number> = {};
  for (let turn = 0; performance.now() + FAULT_MS < end; turn += 1) {
    await sleep(FAULT_MS / 2);
    const [name, breakIt] = faults[turn % faults.length] ?? [];
    if (name === undefined || breakIt === undefined) break;
    parts.report(name);
    await breakIt(NAMES[Math.floor(turn / faults.length) % NAMES.length] ?? 'a');
    counts[name] = (counts[name] ?? 0) + 1;
    await sleep(FAULT_MS / 2);
  }
  return counts;
}

function faultsOf({ world, fleet, link, stops }: Breakable) {
  const stopping = async (stop: () => Promise<unknown>) => {
    const from = Date.now();
    await stop();
    stops.push({ from, to: Date.now() });
  };
  const skewOf = (name: string) => (name === 'a' ? -SKEW_MS : SKEW_MS);
  return {
    'a manager killed': async (name: string) => {
      await stopping(() => fleet.manager(name).kill());
      await fleet.start(name, [`--offset=${skewOf(name)}`]);
    },
    'a manager frozen': async (name: string) => {
      const { pid } = fleet.manager(name);
      if (pid === undefined) return;
      await stopping(async () => {
        process.kill(pid, 'SIGSTOP');
        await sleep(FROZEN_MS);
        process.kill(pid, 'SIGCONT');
      });
    },
    'the store away': async () => {
      link.cut();
      await sleep(STORE_AWAY_MS);
      link.mend();
    },
    'Exchange throttling': async () => {
      await world.sandbox.plan({ kind: 'server-busy-with-back-off', count: 10, backOffMs: 2_000 });
      await world.sandbox.graph.plan({ kind: 'refuse', status: 429, retryAfter: '2', count: 10 });
      await sleep(STORE_AWAY_MS);
      await Promise.all([world.sandbox.clearFaults(), world.sandbox.graph.clearFaults()]);
    },
    'a clock moved': async (name: string) => {
      fleet.manager(name).send({ kind: 'clock', offsetMs: -skewOf(name) });
    },
  };
}

/**
 * Graph sends 30 answers a minute and mailbox, so that a backlog takes its time. All rooms are read only when no answer
 * came for a moment: that would take the store's time away from answering.
 */
async function untilAnswered({ sandbox }: ExchangeWorld, isGood: () => Promise<boolean>): Promise<void> {
  let seen = -1;
  for (let lastMs = performance.now(); performance.now() - lastMs < SILENCE_MS; await sleep(QUIET_MS)) {
    const { ledger } = await sandbox.status();
    if (ledger !== seen) lastMs = performance.now();
    else if (await isGood()) return;
    seen = ledger;
  }
}

async function accountOf(
  { sandbox }: ExchangeWorld,
  {
    fleet,
    sent,
    emails,
    stops,
  }: {
    readonly fleet: ManagerFleet;
    readonly sent: readonly SentRequest[];
    readonly emails: readonly string[];
    readonly stops: readonly Stop[];
  },
): Promise<Account> {
  const rooms = await fleet.withStore((store) =>
    Promise.all(
      bothProviders.map(({ integration }) =>
        listRooms(store, { tenantId: 'default', integrationId: integration.id }),
      ),
    ),
  );
  // Graph takes an answer to a message that was answered; Exchange Web Services refuse it.
  const takesSecond = bothProviders.flatMap((each) => (each.provider === 'graph' ? each.emails : []));
  const ledger = await sandbox.ledger();
  return accountFor({ sent, rooms: rooms.flat(), ledger, emails, takesSecond, stops });
}
