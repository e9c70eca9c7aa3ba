import { writeFile } from 'node:fs/promises';
import { DEPLOYMENT, instant } from '@vmrkit/core';
import { equipment, integrationRecord, people, serviceAccount, until } from '@vmrkit/example-demo';
import { describe, expect, it } from 'vitest';
import { integration, KitWorld } from '../support/kit-world.ts';
import { findingsIn, problemsOf } from './doctor-findings.ts';

const room = equipment.sales.email;

/** What is broken, how, and what the doctor finds by it. */
const breakages: readonly (readonly [
  what: string,
  found: readonly string[],
  breakIt: (world: KitWorld) => Promise<unknown>,
  says?: RegExp,
])[] = [
  [
    'the mail system accepts requests by itself',
    ['automatic-processing'],
    async ({ client }) => {
      await client.changeMailbox(room, { processing: 'AutoAccept' });
      await client.invite({
        organizer: people.organizer.email,
        subject: 'Weekly',
        attendees: [room],
        body: 'No room of ours.',
        schedule: {
          start: new Date(Date.now() + 86_400_000).toISOString(),
          end: new Date(Date.now() + 90_000_000).toISOString(),
        },
      });
      const accepted = async () => ((await client.folder(room, 'calendar')).length > 0 ? true : null);
      await until(accepted, { what: 'an accepted meeting' });
    },
    /1 were answered by something else/,
  ],
  [
    'the password is wrong',
    ['mailbox-access', 'organizer-access', 'standing-alarms'],
    async (world) => {
      await world.client.createAccount({ ...serviceAccount, impersonates: 'all', password: 'another' });
      // As a save does, so that its alarm stands.
      await importChanged(world, (changed) => changed);
    },
    /Correct its user name and password/,
  ],
  [
    'impersonation is missing',
    ['mailbox-access', 'organizer-access'],
    ({ client }) => client.createAccount({ ...serviceAccount, impersonates: [] }),
    /application impersonation/,
  ],
  [
    'impersonation ends at the organizers',
    ['organizer-access'],
    ({ client }) => client.createAccount({ ...serviceAccount, impersonates: [room] }),
  ],
  [
    'Basic is switched off',
    ['ews/authentication', 'mailbox-access', 'organizer-access'],
    ({ client }) => client.configure({ schemes: ['ntlm'] }),
    /offers ntlm; the record says basic/,
  ],
  [
    'another deployment works the mailbox',
    ['mailbox-shared'],
    async (world) => {
      const other = await world.another();
      await other.followAll().finally(() => other.remove());
    },
    /names the deployment/,
  ],
  [
    'a metadata URL leads nowhere, and names another host',
    ['exchange/metadata-documents', 'exchange/metadata-hosts'],
    (world) =>
      importChanged(world, (json) => ({
        ...json,
        callers: [{ provider: 'exchange', settings: { metadata_urls: ['http://localhost:1/metadata'] } }],
      })),
    /ERR_HTTP_UNREACHABLE/,
  ],
  [
    'few numbers are left',
    ['alias-space'],
    (world) =>
      world.withManager(async (kit) => {
        await world.reserve(kit, 1);
        const { numberSpaces } = await kit.get('store');
        const { items } = await numberSpaces.find(DEPLOYMENT, { index: 'prefix', equals: [], limit: 1 });
        const { id, revision, value } = items[0] ?? expect.fail();
        await numberSpaces.commit(DEPLOYMENT, [
          { op: 'replace', id, revision, value: { ...value, next: 900_000 } },
        ]);
      }),
    /9\d % are in use/,
  ],
  [
    'a personal VMR has no alias',
    ['room-without-alias'],
    (world) =>
      world.withKit(async (kit) => {
        const now = instant(Date.now());
        const value = {
          tenantId: 'default',
          ownerEmail: people.organizer.email,
          name: 'Hers',
          description: '',
          aliases: [],
          pins: null,
          allowGuests: false,
          createdAt: now,
          changedAt: now,
          audit: [],
        };
        await (await kit.get('store')).rooms.commit('default', [{ op: 'insert', id: 'room', value }]);
      }),
    /1 of 1 have none/,
  ],
  [
    'the integration is disabled',
    ['enabled'],
    (world) => world.command('integration', 'disable', integration.name),
  ],
  [
    'the record has changed since its manifest was given out',
    ['manifest-issued'],
    async (world) => {
      await writeManifest(world);
      await importChanged(world, (json) => ({
        ...json,
        add_in: { ...Object(json.add_in), display_name: { default: 'Rooms' } },
      }));
    },
    /on-premises.*integration manifest/,
  ],
  [
    'the clock of the mail system is wrong',
    ['mail-clock'],
    ({ client }) => client.clock({ advanceMs: 30 * 60_000 }),
    /ahead of/,
  ],
];

async function writeManifest(world: KitWorld): Promise<void> {
  const flavour = ['--flavour', 'on-premises'];
  const { code } = await world.command('integration', 'manifest', integration.name, ...flavour);
  expect(code).toBe(0);
}

async function importChanged(
  world: KitWorld,
  change: (json: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const file = await world.writeRecord();
  await writeFile(file, JSON.stringify(change(integrationRecord(integration, world.sandbox))));
  await world.command('integration', 'import', file);
}

describe('vmrkit doctor, by an integration that is broken in each way', () => {
  const examine = async (world: KitWorld) => {
    const started = performance.now();
    const { code, output } = await world.command('doctor', '--organizer', people.organizer.email, '--json');
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(output).not.toContain(serviceAccount.password);
    return { code, findings: findingsIn(output) };
  };
  /** No server runs in these worlds, and no DNS knows the host of the add-in. */
  const always = ['mailbox-worked'];

  it('[S8.7a] finds nothing where nothing is broken', async () => {
    const world = await KitWorld.create();
    try {
      await writeManifest(world);
      const { code, findings } = await examine(world);
      expect(problemsOf(findings)).toEqual(always);
      expect(code).toBe(3);
      const known = findings.filter(({ kind }) => kind === 'ok').map(({ id }) => id);
      const looked = breakages.flatMap(([, found]) => found);
      expect(looked.filter((id) => !known.includes(id))).toEqual([]);
    } finally {
      await world.close();
    }
  });

  const rows = breakages.map(([what, found, breakIt, says = /./]) => ({ what, found, breakIt, says }));
  it.each(rows)('[S8.7b] $what: $found', async ({ found, breakIt, says }) => {
    const world = await KitWorld.create();
    try {
      await breakIt(world);
      const { findings } = await examine(world);
      const problems = findings.filter(({ id, kind }) => kind === 'problem' && found.includes(id));
      expect(problemsOf(findings).filter((id) => !always.includes(id))).toEqual(found);
      expect(problems.map(({ evidence, remedy }) => `${evidence} ${remedy}`).join('\n')).toMatch(says);
      if (found.includes('automatic-processing')) {
        expect((await world.command('alarms')).output).toContain('automatic-processing');
      }
    } finally {
      await world.close();
    }
  });
});
