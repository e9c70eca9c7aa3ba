import { randomUUID } from 'node:crypto';
import { saveIntegration } from '@vmrkit/core/composition';
import { until } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { integration, KitWorld } from '../support/kit-world.ts';

/** A server that works so many integrations, each with a mailbox of its own in which nothing happens. */
export interface IdleResult {
  readonly integrations: number;
  /** From the start of the process to its line that it serves. */
  readonly startSeconds: number;
  /** From there to the time at which it holds and follows every mailbox. */
  readonly followedSeconds: number;
  /** Resident memory at the end of the time below. */
  readonly residentMegabytes: number;
  /** Processor time a second of idling, in thousandths of a core. */
  readonly idleMillicores: number;
}

const IDLE_MS = 30_000;

/** Measures `vmrkit serve` in a process of its own, over EWS to a simulated Exchange and SQLite. */
export async function measureIdle(integrations: number): Promise<IdleResult> {
  // With the settings that operators have, not those of tests.
  const world = await KitWorld.create({}, {});
  try {
    const emails = Array.from({ length: integrations - 1 }, (_, place) => `idle-${place}@corp.example`);
    for (const email of emails) await world.client.createMailbox({ email, kind: 'equipment' });
    await world.withKit((kit) => saveCopies(kit, emails));
    const began = performance.now();
    const server = world.start('serve');
    const admin = await server.firstLine((line) => /"admin":"(http[^"]+)"/.exec(line)?.[1] ?? null, 600_000);
    const served = performance.now();
    await world.withKit((kit) => allFollowed(kit, integrations));
    const followed = performance.now();
    const before = await used(admin);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const after = await used(admin);
    await server.kill();
    return {
      integrations,
      startSeconds: (served - began) / 1_000,
      followedSeconds: (followed - served) / 1_000,
      residentMegabytes: Math.round(after.residentBytes / 1e6),
      idleMillicores: Math.round(((after.cpuSeconds - before.cpuSeconds) / (IDLE_MS / 1_000)) * 1_000),
    };
  } finally {
    await world.close();
  }
}

/** The one integration again, for other mailboxes. Past the checks of a save, which look at all others each time. */
async function saveCopies(kit: VmrKit, emails: readonly string[]): Promise<void> {
  const [records, store, clock, random, secretBox, plugins] = await Promise.all([
    kit.get('integrationRecords'),
    kit.get('store'),
    kit.get('clock'),
    kit.get('random'),
    kit.get('secretBox'),
    kit.get('plugins'),
  ]);
  const { record } = await records.open(await records.get(integration.id));
  const { mailbox } = record;
  if (mailbox === null) throw new TypeError('The integration has a mailbox.');
  const contracts = plugins.settingsContracts();
  for (const email of emails) {
    const mailboxes = [{ id: randomUUID(), name: email, email, state: 'active' as const }];
    const copy = {
      ...record,
      id: randomUUID(),
      general: { ...record.general, name: email },
      mailbox: { ...mailbox, mailboxes },
    };
    const deps = { store, clock, random, secretBox, plugins: contracts };
    const { kind } = await saveIntegration({ record: copy, seen: null }, deps);
    if (kind !== 'saved') throw new Error(`Not saved: ${kind}.`);
  }
}

async function allFollowed(kit: VmrKit, integrations: number): Promise<void> {
  const { mailboxes } = await kit.get('store');
  const registry = await kit.get('integrationRegistry');
  const ids = registry.all().flatMap(({ record }) => (record.mailbox?.mailboxes ?? []).map(({ id }) => id));
  const look = async () => {
    const stored = await mailboxes.load('default', ids);
    const done = stored.filter((each) => each?.value.lease.owner != null && each.value.cursor !== null);
    return done.length >= integrations ? true : null;
  };
  await until(look, { what: 'every mailbox followed', timeoutMs: 1_800_000 });
}

async function used(admin: string): Promise<{ readonly residentBytes: number; readonly cpuSeconds: number }> {
  const text = await (await fetch(`${admin}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    residentBytes: value('vmrkit_process_resident_memory_bytes'),
    cpuSeconds: value('vmrkit_process_cpu_seconds_total'),
  };
}
