import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, equipment, until } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookedRoom, bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { integration, KitWorld } from '../support/kit-world.ts';

const MEETINGS = 12;

/** The commands that the guide gives for a lost store, in its order. */
function commandsOfGuide(): readonly string[] {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/recovery.md'), 'utf8');
  const section = guide.slice(guide.indexOf('## A lost store'));
  return /```sh\n(.*?)\n```/s.exec(section)?.[1]?.split('\n') ?? [];
}

/** The store is gone without a backup; the master key and the integration's record are left. */
describe('a lost store over EWS', () => {
  let world: KitWorld;
  let rooms: readonly BookedRoom[];
  let server: Child | null = null;

  beforeAll(async () => {
    world = await KitWorld.create();
    await world.withManager(async (kit) => {
      rooms = (await world.reserve(kit, MEETINGS)).map(bookedRoom);
      await inviteAll(world.client, rooms, { start: Date.now() + 10 * 60_000 });
      await world.settled(kit);
    });
  });

  afterAll(async () => {
    await server?.stop();
    await world.close();
  });

  const admit = async (kit: VmrKit, { alias }: BookedRoom) =>
    (await (await kit.get('manager')).admit({ alias, tenants: 'all', mayHearReason: true })).kind;

  it('[S8.1o] is taken over by the words of the guide: the same aliases again, nobody is mailed, and people join', async () => {
    const before = (await world.client.status()).ledger;
    const record = await world.writeRecord();
    const told: string[] = [];
    let deployment = '';
    for (const line of commandsOfGuide()) {
      const words = line
        .replace('sales.json', record)
        .replace('<integration>', integration.id)
        .replace('<mailbox>', equipment.sales.email)
        .replace('<deployment>', deployment)
        .split(' ');
      if (line === 'systemctl stop vmrkit') await server?.stop();
      else if (line.startsWith('mkdir lost')) await world.moveStoreAway();
      else if (line === 'systemctl start vmrkit') {
        server = world.start('serve');
        const started = await server.firstLine((each) => (each.includes('VMRKit serves.') ? each : null));
        for (const named of ['"store":"sqlite /', integration.name, equipment.sales.email]) {
          expect(started).toContain(named);
        }
        await world.withKit((kit) => world.settled(kit));
      } else {
        const isTakeOver = line.includes('--replaces');
        const args = [...words.slice(1), ...(isTakeOver ? ['--yes', `${MEETINGS}`] : [])];
        // The server sees the mark when it renews it.
        const isLast = line === 'vmrkit alarms' && deployment !== '';
        const run = async () => {
          const done = await world.command(...args);
          return isLast && done.code !== 0 ? null : done;
        };
        const { code, output } = await until(run, { what: line, timeoutMs: 20_000 });
        told.push(`${code} ${output}`);
        deployment ||= /ERR_TAKE_OVER_UNCONFIRMED.* ([0-9a-f]{8}-[0-9a-f-]{27})/.exec(output)?.[1] ?? '';
      }
    }
    const mailbox = expect.stringMatching(new RegExp(`<${equipment.sales.email}> \\([0-9a-f-]{36}\\)`));
    expect(told).toEqual([
      expect.stringMatching(/^0 .* is created\..* answers/s),
      expect.stringMatching(/^3 .*mailbox-shared.*what to do: .*--take-over/s),
      expect.stringMatching(/^2 .*ERR_TAKE_OVER_UNCONFIRMED.*what to do: /s),
      expect.stringMatching(/^0 .* is taken over from .*Plan .*12 meetings.*\(100 %\).*Restored 12,.*Took /s),
      expect.stringMatching(/^0 .*No alarm stands/s),
    ]);
    for (const at of [1, 3]) expect(told[at]).toEqual(mailbox);
    await world.withKit(async (kit) => {
      const kinds = await Promise.all(rooms.map((each) => admit(kit, each)));
      expect(kinds).toEqual(rooms.map(() => 'admitted'));
      const fresh = (await world.reserve(kit, 1)).map(bookedRoom)[0]?.alias;
      expect(rooms.map(({ alias }) => alias)).not.toContain(fresh);
    });
    expect(await world.client.ledger(before)).toEqual([]);
    expect((await world.command('recover')).code).toBe(0);
  }, 120_000);
});
