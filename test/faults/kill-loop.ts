import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@vmrkit/core/composition';
import { type Child, integrations, listRooms, type Room, until } from '@vmrkit/example-demo';
import type { LedgerEntry, RealitySwitches } from '@vmrkit/sandbox';
import { bundledDriver, createSqliteDatabase } from '@vmrkit/store-sqlite';
import { createSeededRandom } from '@vmrkit/testing';
import { ExchangeWorld } from '../support/exchange-world.ts';

/** What a kill loop does. */
export interface KillLoopOptions {
  readonly kills: number;
  readonly requests: number;
  readonly seed: number;
  /** What Exchange makes of a second answer to one request. */
  readonly secondAnswer?: RealitySwitches['secondAnswer'];
  readonly report?: (line: string) => void;
}

/** What a kill loop found. */
export interface KillLoopResult {
  readonly seed: number;
  readonly kills: number;
  readonly requests: number;
  /** Of the requests: made while no manager answered, so with a token tag instead of an alias. */
  readonly withTokenTag: number;
  readonly secondAnswer: string;
  /** Requests that were accepted once and once only, by the sandbox's ledger. */
  readonly answeredOnce: number;
  readonly unanswered: number;
  readonly declined: number;
  /** Requests that got more than one answer; possible only where Exchange does not refuse the second. */
  readonly answeredTwice: number;
  /** Requests with one VMR, of their own, that opens when their meeting says. */
  readonly oneVmr: number;
  readonly withoutVmr: number;
  readonly severalVmrs: number;
  readonly vmrsWithoutRequest: number;
  /** Updates sent in organizers' names beyond the one that each token tag needs. */
  readonly needlessUpdates: number;
  readonly seconds: number;
}

interface Sent {
  readonly cleanId: string;
  readonly start: number;
  readonly deferred: boolean;
}

const MINUTE = 60_000;
const ROOM = integrations.sales.mailbox.email;
const worker = { lease_timeout_ms: 500, lease_beat_ms: 100, send_deadline_ms: 1_000, poll_ms: 100 };
/** Longest time that a manager lives once it is ready. */
const LIFE_MS = 2_500;
/** Longest time that a manager lives which is killed while it starts. */
const START_MS = 1_000;
/** Kills that hit a manager while it starts. */
const AT_START = 0.2;

/** Kills the manager again and again while requests flow, lets it finish in peace, and counts what came of them. */
export async function runKillLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  const { kills, requests, seed, secondAnswer = 'not-found', report = () => undefined } = options;
  const began = performance.now();
  const world = await ExchangeWorld.create({ sandbox: { switches: { secondAnswer } }, worker });
  const { deployment, sandbox } = world;
  const random = fractions(seed);
  const running: Child[] = [];
  try {
    let manager = await deployment.start('manager');
    running.push(manager, await deployment.start('edge'));
    // Half of the requests bring a tag; the others ask while they go, and get a token tag if nobody is there.
    const kept: string[] = [];
    while (kept.length < requests / 2) kept.push((await world.addIn.reserve(integrations.sales)).html);
    const sent: Promise<Sent>[] = [];
    for (let round = 0; round < kills; round += 1) {
      const atStart = random() < AT_START;
      const life = random() * (atStart ? START_MS : LIFE_MS);
      const due = Math.round(((round + 1) / kills) * requests);
      if (!atStart) await deployment.untilReady('manager', manager);
      while (sent.length < due) {
        const html = random() < 0.5 ? kept.pop() : undefined;
        sent.push(sendLater(world, sent.length, { html, delayMs: random() * life }));
      }
      await sleep(life);
      await manager.kill();
      manager = deployment.launch('manager');
      running[0] = manager;
      if ((round + 1) % 20 === 0) report(`${round + 1} kills, ${sent.length} requests`);
    }
    const all = await Promise.all(sent);
    await settled(world, all);
    const ledger = await sandbox.ledger();
    const open = await openings(world, all, ledger);
    await manager.stop();
    const rooms = await storedRooms(world.storeFile);
    const seconds = Math.round((performance.now() - began) / 1_000);
    return { seed, kills, requests, secondAnswer, seconds, ...count({ all, ledger, rooms, open }) };
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await world.close();
  }
}

/** Numbers from 0 to 1, the same for the same seed. */
function fractions(seed: number): () => number {
  const random = createSeededRandom(seed);
  return () => new DataView(random.bytes(4).slice().buffer).getUint32(0) / 2 ** 32;
}

/** One person's request: each has a time of its own, by which its VMR is told from the others. */
async function sendLater(
  world: ExchangeWorld,
  index: number,
  { html: kept, delayMs }: { readonly html: string | undefined; readonly delayMs: number },
): Promise<Sent> {
  await sleep(delayMs);
  const start = Math.ceil(Date.now() / MINUTE) * MINUTE + 24 * 60 * MINUTE + index * MINUTE;
  const html = kept ?? (await world.addIn.reserve(integrations.sales)).html;
  const draft = { subject: `Request ${index}`, html, start, end: start + 30 * MINUTE };
  const { cleanId } = await world.organizer.invite(draft, integrations.sales);
  return { cleanId, start, deferred: html.includes('TOK:-') };
}

/** Waits until every request is answered, and then until nothing has moved for longer than any deadline. */
async function settled({ sandbox }: ExchangeWorld, all: readonly Sent[]): Promise<void> {
  const answered = async () => {
    const keys = new Set((await sandbox.ledger()).filter(isAnswer).map(({ cleanId }) => cleanId));
    return all.every(({ cleanId }) => keys.has(cleanId)) ? true : null;
  };
  await until(answered, { what: 'an answer to every request', timeoutMs: 90_000, pauseMs: 500 }).catch(
    () => undefined,
  );
  for (let before = -1, now = 0; before !== now; ) {
    before = now;
    await sleep(worker.send_deadline_ms + worker.lease_timeout_ms + 2_500);
    now = (await sandbox.status()).ledger;
  }
}

/** When the join window of each accepted meeting opens, by the aliases that its acceptance names. */
async function openings(
  { sandbox, platform }: ExchangeWorld,
  all: readonly Sent[],
  ledger: readonly LedgerEntry[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const accepted = new Set(ledger.filter(isAnswer).map(({ cleanId }) => cleanId));
  const inbox = await sandbox.folder('alice@corp.example', 'inbox');
  for (const { cleanId } of all.filter((each) => accepted.has(each.cleanId))) {
    const answer = inbox.find((item) => item.meeting?.cleanId === cleanId && item.from?.email === ROOM);
    const [alias] = /\b55\d{6}\b/.exec(answer?.body ?? '') ?? [];
    if (alias === undefined) continue;
    const { opens_at } = await platform.ask(alias);
    if (opens_at !== null) found.set(cleanId, Date.parse(opens_at));
  }
  return found;
}

async function storedRooms(file: string): Promise<readonly Room[]> {
  const database = await createSqliteDatabase({ file, driver: bundledDriver });
  const { id: integrationId } = integrations.sales;
  const rooms = await listRooms(openStore(database), { tenantId: 'default', integrationId });
  await database.close();
  return rooms;
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

interface Found {
  readonly all: readonly Sent[];
  readonly ledger: readonly LedgerEntry[];
  readonly rooms: readonly Room[];
  readonly open: ReadonlyMap<string, number>;
}

function count({ all, ledger, rooms, open }: Found) {
  const of = ({ cleanId }: Sent) => ledger.filter((each) => isAnswer(each) && each.cleanId === cleanId);
  const roomsOf = ({ cleanId }: Sent) => rooms.filter((room) => room.cleanId === cleanId.toLowerCase());
  const known = new Set(all.map(({ cleanId }) => cleanId.toLowerCase()));
  const atRoom = ledger.filter(({ kind, to }) => kind === 'request' && to === ROOM);
  const answers = all.map(of);
  const vmrs = all.map(roomsOf);
  const deferred = all.filter((each) => each.deferred).length;
  return {
    withTokenTag: deferred,
    answeredOnce: answers.filter(([first, second]) => first?.response === 'Accept' && !second).length,
    unanswered: answers.filter(({ length }) => length === 0).length,
    declined: answers.filter((each) => each.some(({ response }) => response === 'Decline')).length,
    answeredTwice: answers.filter(({ length }) => length > 1).length,
    oneVmr: all.filter(
      (each) => roomsOf(each).length === 1 && open.get(each.cleanId) === each.start - 30 * MINUTE,
    ).length,
    withoutVmr: vmrs.filter(({ length }) => length === 0).length,
    severalVmrs: vmrs.filter(({ length }) => length > 1).length,
    vmrsWithoutRequest: rooms.filter(({ cleanId }) => !known.has(cleanId)).length,
    needlessUpdates: atRoom.length - all.length - deferred,
  };
}
