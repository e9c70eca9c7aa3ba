import { integrations, until } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import { bookRooms, inviteAll } from '../support/booked-meetings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { ManagerFleet } from '../support/manager-fleet.ts';
import { cpuSeconds } from './measures.ts';

const MINUTE = 60_000;
const MAILBOXES = 8;
const LEASE = { lease_timeout_ms: 20_000, lease_beat_ms: 5_000, poll_ms: 5_000 };

/** How some managers over one store did. */
export interface FleetResult {
  readonly managers: number;
  readonly requests: number;
  readonly answersPerMinute: number;
  /** Milliseconds of processor time of all managers, a request. */
  readonly cpuMs: number;
  /** Mailboxes that each manager held. */
  readonly spread: readonly number[];
  /** Requests that were answered more than once. */
  readonly answeredTwice: number;
  /** From the death of one until others held all that it had; null: there was no other. */
  readonly failOverMs: number | null;
  /** The same for one that was asked to stop. */
  readonly handOverMs: number | null;
}

/** So many managers on one MongoDB work a backlog in 12 mailboxes; then one is killed, and another asked to stop. */
export async function measureFleet(
  url: string,
  { managers, requests }: { readonly managers: number; readonly requests: number },
): Promise<FleetResult> {
  const world = await ExchangeWorld.create();
  const names = Array.from({ length: managers }, (_, at) => String.fromCharCode(97 + at));
  const emails = Array.from({ length: MAILBOXES }, (_, at) => `vmr-pool-${at}@corp.example`);
  for (const email of emails) await world.sandbox.createMailbox({ email, kind: 'equipment' });
  const works = [{ integration: integrations.sales, provider: 'ews' as const, emails }];
  const fleet = await ManagerFleet.create(world, { url, names, worker: LEASE, works });
  try {
    await Promise.all(names.map((name) => fleet.start(name)));
    const rooms = await bookRooms(await fleet.startEdge(), requests);
    const spread = await untilSpread(fleet, names);
    const { ledger: first } = await world.sandbox.status();
    const cpuOf = () => names.reduce((sum, name) => sum + cpuSeconds(fleet.manager(name).pid), 0);
    const [begun, before] = [Date.now(), cpuOf()];
    await inviteAll(world.sandbox, rooms, { start: begun + 24 * 60 * MINUTE, mailboxes: emails });
    const answers = await answersTo(world, { requests, first, emails });
    const cpuMs = ((cpuOf() - before) * 1_000) / requests;
    const last = Math.max(...answers.map(({ wallAt }) => wallAt));
    const failOverMs = managers < 2 ? null : await lost(fleet, names[0] ?? '', (child) => child.kill());
    const handOverMs = managers < 3 ? null : await lost(fleet, names[1] ?? '', (child) => child.stop());
    return {
      managers,
      requests,
      cpuMs,
      spread,
      failOverMs,
      handOverMs,
      answersPerMinute: Math.round((requests * MINUTE) / (last - begun)),
      answeredTwice: answers.length - new Set(answers.map(({ cleanId }) => cleanId)).size,
    };
  } finally {
    await fleet.close();
    await world.close();
  }
}

/** Waits until the shares have not changed for a while, or long enough; gives them. */
async function untilSpread(fleet: ManagerFleet, names: readonly string[]): Promise<readonly number[]> {
  const began = performance.now();
  let [before, since] = ['', began];
  return until(
    async () => {
      const holders = await fleet.holders();
      if (holders.join() !== before) [before, since] = [holders.join(), performance.now()];
      const now = performance.now();
      const isQuiet = now - since > LEASE.lease_beat_ms * 2 && !holders.includes(null);
      return isQuiet || now - began > MINUTE
        ? names.map((name) => holders.filter((each) => each === name).length)
        : null;
    },
    { what: 'a holder of each mailbox', timeoutMs: 3 * MINUTE, pauseMs: 1_000 },
  );
}

async function lost(
  fleet: ManagerFleet,
  name: string,
  end: (child: ReturnType<ManagerFleet['manager']>) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  void end(fleet.manager(name));
  const look = async () => {
    const holders = await fleet.holders();
    return holders.includes(null) || holders.includes(name) ? null : performance.now() - began;
  };
  return until(look, { what: 'others that hold all', timeoutMs: 2 * MINUTE, pauseMs: 200 });
}

/** Waits until each request is answered; all answers. */
async function answersTo(
  { sandbox }: ExchangeWorld,
  {
    requests,
    first,
    emails,
  }: { readonly requests: number; readonly first: number; readonly emails: readonly string[] },
): Promise<readonly LedgerEntry[]> {
  const look = async () => {
    const entries = await sandbox.ledger(first);
    const answers = entries.filter(({ kind, from }) => kind === 'answer' && emails.includes(from));
    return new Set(answers.map(({ cleanId }) => cleanId)).size >= requests ? answers : null;
  };
  return until(look, { what: 'an answer to each', timeoutMs: 10 * MINUTE, pauseMs: 250 });
}
