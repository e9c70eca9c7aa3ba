import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEPLOYMENT, instant } from '@vmrkit/core';
import { equipment, integrationRecord, people, serviceAccount, until } from '@vmrkit/example-demo';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { integration, KitWorld } from '../support/kit-world.ts';
import { type Finding, findingsIn } from './doctor-findings.ts';
import { key, record } from './operator-mistakes.ts';

function problemsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.filter(({ kind }) => kind === 'problem').map(({ id }) => id))].sort();
}

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

describe('vmrkit doctor, by a deployment that is broken', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vmrkit-doctor-'));
    await configure({});
    await importRecord({});
  });
  beforeEach(() => void vi.stubEnv('VMRKIT_MASTER_KEYS', key(1)));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(folder, { recursive: true }));

  const run = async (...args: readonly string[]) => {
    let output = '';
    const take = (text: string) => {
      output += text;
    };
    vi.stubEnv('VMRKIT_CONFIG', join(folder, 'config.json'));
    const code = await runProgram(args, { out: take, err: take });
    return { code, output, findings: findingsIn(output) };
  };
  const configure = (more: object) => {
    const base = {
      store: { settings: { file: join(folder, 'db.sqlite') } },
      egress: { allow_loopback: true },
    };
    return writeFile(join(folder, 'config.json'), JSON.stringify({ ...base, ...more }));
  };
  const importRecord = async (more: object) => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', key(1));
    const id = /[0-9a-f-]{36}/.exec((await run('integration', 'list')).output)?.[0];
    await writeFile(join(folder, 'record.json'), JSON.stringify({ ...record, ...(id && { id }), ...more }));
    await run('integration', 'import', join(folder, 'record.json'));
  };

  it('[S8.7b] another master key: store', async () => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', key(2));
    const { code, findings } = await run('doctor', '--json');
    expect(code).toBe(3);
    expect(findings.find(({ id }) => id === 'store')).toMatchObject({
      kind: 'problem',
      evidence: expect.stringContaining('ERR_KIT_KEY_MISMATCH'),
      remedy: expect.stringMatching(/VMRKIT_MASTER_KEYS|key/),
    });
  });

  it('[S8.7b] a listener’s certificate that ends: listener-certificate', async () => {
    const made = await generate([{ name: 'commonName', value: 'vmr.example.com' }], {
      notAfterDate: new Date(Date.now() + 86_400_000),
    });
    const [cert_file, key_file] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(cert_file, made.cert);
    await writeFile(key_file, made.private);
    await configure({ public: { tls: { cert_file, key_file } } });
    expect(problemsOf((await run('doctor', '--json')).findings)).toContain('listener-certificate');
    await configure({});
    expect(problemsOf((await run('doctor', '--json')).findings)).not.toContain('listener-certificate');
  });

  it('[S8.7b] a server of the add-in that no client trusts: add-in-certificate, add-in-icon', async () => {
    const made = await generate([{ name: 'commonName', value: 'localhost' }]);
    const server: Server = createServer({ key: made.private, cert: made.cert }, (_, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await importRecord({ add_in: { server_fqdn: `localhost:${port}` } });
      const { findings } = await run('doctor', 'Sales', '--json');
      expect(problemsOf(findings)).toEqual(expect.arrayContaining(['add-in-certificate', 'add-in-icon']));
      expect(findings.find(({ id }) => id === 'add-in-certificate')?.evidence).toContain('signed by itself');
    } finally {
      server.close();
      await importRecord({});
    }
  });

  it('[S8.7b] rooms that no platform opens: join-platform, signed-in', async () => {
    const { single_use } = record;
    const asked = { join_platform: 'nowhere', signed_in: { guest_group: 'staff' } };
    await importRecord({ single_use: { ...single_use, ...asked } });
    const { findings } = await run('doctor', 'Sales', '--json');
    expect(problemsOf(findings)).toEqual(expect.arrayContaining(['join-platform', 'signed-in']));
    expect(findings.find(({ id }) => id === 'join-platform')?.evidence).toContain('no platform nowhere');
    await importRecord({});
  });

  it('[S8.7a] says for people what was seen and what to do, and counts', async () => {
    const { code, output } = await run('doctor', 'Sales');
    expect(code).toBe(3);
    expect(output).toMatch(/error: mailbox-access {2}vmr@example\.com\n.*\n {2}seen: ERR_EWS_UNREACHABLE/);
    expect(output).toMatch(/what to do: .*\n/);
    expect(output).toMatch(/\d+ checks: \d+ well, \d+ wrong, \d+ not to be told\./);
    expect(output).not.toContain('correct horse');
  });
});
