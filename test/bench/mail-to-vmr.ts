import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { integrations, until } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import type { ExchangeWorld } from '../support/exchange-world.ts';

const MINUTE = 60_000;
const ROOM = integrations.sales.mailbox.email;

/** Milliseconds at some shares of all requests. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** How long a room takes at a steady rate. */
export interface RateResult {
  readonly requests: number;
  readonly requestsPerMinute: number;
  /** From delivery to the equipment mailbox until the door knows the meeting, looked at every `lookMs`. */
  readonly mailToVmrMs: Latency;
  /** From delivery until the answer was given, by the sandbox's ledger. */
  readonly mailToAnswerMs: Latency;
  readonly lookMs: number;
}

const LOOK_MS = 10;

/** Sends requests at a steady rate and measures each from its delivery on. */
export async function measureRate(
  world: ExchangeWorld,
  { requests, requestsPerMinute }: { readonly requests: number; readonly requestsPerMinute: number },
): Promise<RateResult> {
  const tags = await reserve(world, requests);
  const first = (await world.sandbox.status()).ledger;
  const begun = performance.now();
  const joinable = await Promise.all(
    tags.map(async ({ html, alias }, index) => {
      await sleep(Math.max(0, begun + (index * MINUTE) / requestsPerMinute - performance.now()));
      const cleanId = await invite(world, { html, index });
      const look = async () => ((await world.platform.ask(alias)).decision === 'unknown' ? null : Date.now());
      return { cleanId, at: await until(look, { what: 'a room', pauseMs: LOOK_MS }) };
    }),
  );
  const ledger = await answered(world, { requests, first });
  const delivered = timesOf(ledger, ({ kind, to }) => kind === 'request' && to === ROOM);
  const answers = timesOf(ledger, isAnswer);
  return {
    requests,
    requestsPerMinute,
    mailToVmrMs: latency(joinable.map(({ cleanId, at }) => at - (delivered.get(cleanId) ?? 0))),
    mailToAnswerMs: latency([...answers].map(([cleanId, at]) => at - (delivered.get(cleanId) ?? 0))),
    lookMs: LOOK_MS,
  };
}

/** How many requests go through one mailbox. */
export interface ThroughputResult {
  readonly requests: number;
  /** Until every meeting has its room. */
  readonly roomsPerMinute: number;
  /** Until every request is answered. */
  readonly answersPerMinute: number;
  /** Seconds of processor time of each process while it lasted, on all cores together. */
  readonly cpuSeconds: { readonly manager: number; readonly sandbox: number };
  readonly seconds: { readonly rooms: number; readonly answers: number };
}

/** Fills the mailbox while the manager is away, then lets it work as fast as it can. */
export async function measureThroughput(world: ExchangeWorld, requests: number): Promise<ThroughputResult> {
  const preparing = await world.deployment.start('manager');
  const edge = await world.deployment.start('edge');
  const tags = await reserve(world, requests);
  await Promise.all([preparing.stop(), edge.stop()]);
  const first = (await world.sandbox.status()).ledger;
  for (const [index, { html }] of tags.entries()) await invite(world, { html, index });
  const manager = await world.deployment.start('manager');
  const begun = Date.now();
  const before = { manager: cpuSeconds(manager.pid), sandbox: cpuSeconds(world.exchange.child.pid) };
  const last = tags.at(-1)?.alias ?? '';
  const look = async () => ((await world.platform.ask(last)).decision === 'unknown' ? null : Date.now());
  const [roomsAt, ledger] = await Promise.all([
    until(look, { what: 'the last room', timeoutMs: 30 * MINUTE, pauseMs: 100 }),
    answered(world, { requests, first }),
  ]);
  const answersAt = Math.max(...ledger.filter(isAnswer).map(({ wallAt }) => wallAt));
  const after = { manager: cpuSeconds(manager.pid), sandbox: cpuSeconds(world.exchange.child.pid) };
  await manager.stop();
  const perMinute = (at: number) => Math.round((requests * MINUTE) / (at - begun));
  return {
    requests,
    roomsPerMinute: perMinute(roomsAt),
    answersPerMinute: perMinute(answersAt),
    seconds: { rooms: (roomsAt - begun) / 1_000, answers: (answersAt - begun) / 1_000 },
    cpuSeconds: {
      manager: Number((after.manager - before.manager).toFixed(1)),
      sandbox: Number((after.sandbox - before.sandbox).toFixed(1)),
    },
  };
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

interface Tag {
  readonly html: string;
  readonly alias: string;
}

/** Asks for rooms, eight at a time. */
async function reserve({ addIn }: ExchangeWorld, count: number): Promise<readonly Tag[]> {
  const tags: Tag[] = [];
  const ask = async () => {
    while (tags.length < count) {
      const { kind, html, aliases } = await addIn.reserve(integrations.sales);
      if (kind === 'reserved') tags.push({ html, alias: aliases[0] ?? '' });
      else await sleep(500);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return tags.slice(0, count);
}

/** Sends an invitation for tomorrow; gives the meeting's clean id. */
async function invite(
  { organizer }: ExchangeWorld,
  { html, index }: { readonly html: string; readonly index: number },
): Promise<string> {
  const start = Math.ceil(Date.now() / MINUTE) * MINUTE + 24 * 60 * MINUTE;
  const draft = { subject: `Request ${index}`, html, start, end: start + 30 * MINUTE };
  return (await organizer.invite(draft, integrations.sales)).cleanId;
}

/** Waits until as many answers were given; everything that the ledger wrote meanwhile. */
async function answered(
  { sandbox }: ExchangeWorld,
  { requests, first }: { readonly requests: number; readonly first: number },
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const look = async () => {
    entries.push(...(await sandbox.ledger(entries.at(-1)?.n ?? first)));
    return entries.filter(isAnswer).length >= requests ? entries : null;
  };
  return until(look, { what: 'an answer to every request', timeoutMs: 30 * MINUTE, pauseMs: 1_000 });
}

function timesOf(
  ledger: readonly LedgerEntry[],
  which: (entry: LedgerEntry) => boolean,
): ReadonlyMap<string, number> {
  return new Map(ledger.filter(which).map(({ cleanId, wallAt }) => [cleanId ?? '', wallAt]));
}

function latency(milliseconds: readonly number[]): Latency {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Processor time of a process so far; 0 where the system does not tell (it is read from /proc). */
function cpuSeconds(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (pid === undefined || !existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
