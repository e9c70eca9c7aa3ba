import { randomBytes } from 'node:crypto';
import { DEPLOYMENT } from '@vmrkit/core';
import {
  createSecretBox,
  createWebhook,
  type IntegrationDocument,
  type KeyRotationOptions,
  type KeyRotationReport,
  openSpaceKey,
  pluginSecretsOf,
  renewWebhookSecret,
  rotateKeys,
  type SecretBox,
} from '@vmrkit/core/composition';
import { afterEach, describe, expect, it } from 'vitest';
import { RIG_INTEGRATION, RIG_TENANT, type SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { Stage, start } from '../scheduling/stage.ts';

const pins = { hostPin: true, allowGuests: true, guestPin: true, length: 8 };
const field = 'mailbox.settings.service_account_password';
const context = { tenantId: RIG_TENANT, integrationId: RIG_INTEGRATION, field };

type Key = 'old' | 'new';
const master = { old: new Uint8Array(32).fill(1), new: new Uint8Array(32).fill(2) };

/** What a manager with these master keys has. */
function keysOf(current: Key, ...retired: readonly Key[]) {
  const keys = [current, ...retired].map((id) => ({ id, key: master[id] }));
  return {
    sealer: createSecretBox({ keys, randomBytes }),
    tagKeys: { current: master[current], retired: retired.map((id) => master[id]) },
  };
}

const before = keysOf('old');
const both = keysOf('new', 'old');
const after = keysOf('new');

afterEach(Stage.closeAll);

/** A stage whose manager has the old key, with one integration, one meeting and one reservation that waits. */
async function sealedStage() {
  const stage = new Stage({ pins, stopped: true });
  const rig = stage.addRig('old', { keys: before });
  rig.start();
  const secrets = { [field]: await before.sealer.seal('correct horse', context) };
  const record = { record: { id: RIG_INTEGRATION, tenant_id: RIG_TENANT }, secrets };
  const value: IntegrationDocument = {
    tenantId: RIG_TENANT,
    name: 'Rig',
    record,
    savedAt: stage.clock.now(),
  };
  await rig.store.integrations.commit(RIG_TENANT, [{ op: 'insert', id: RIG_INTEGRATION, value }]);
  await keptBy(before.sealer, rig).write('token', { value: 'refreshed', seen: null });
  const row = { name: 'Olga', owner_email: 'olga@corp.example', aliases: ['olga'], pin: '98761' };
  const rooms = { tenantId: RIG_TENANT, rows: [{ ...row, guest_pin: '47112', allow_guests: true }] };
  await rig.importRooms({ ...rooms, actor: 'operator', dryRun: false });
  await makeWebhook(stage, rig);
  const used = await rig.reserve();
  const meeting = await stage.invite(rig.invitation(used));
  await stage.settle();
  const waiting = await rig.reserve();
  return { stage, rig, used, meeting, waiting };
}

/** A webhook whose secret was renewed, so that two of them sign. */
async function makeWebhook({ clock }: Stage, { store }: SchedulingRig): Promise<void> {
  const deps = { store, secretBox: before.sealer, clock, random, allowHttpLoopback: false };
  const by = { actor: 'operator', details: {} };
  const fields = {
    url: 'https://hooks.example/',
    events: ['alarm.raised'],
    description: '',
    enabled: true,
  } as const;
  const { id } = await createWebhook({ tenantId: RIG_TENANT, by, ...fields }, deps);
  await renewWebhookSecret({ tenantId: RIG_TENANT, id, by, may: () => undefined }, deps);
}

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };

async function rotate(
  { store }: Pick<SchedulingRig, 'store'>,
  { secretBox = both.sealer, ...options }: Partial<KeyRotationOptions> & { secretBox?: SecretBox } = {},
): Promise<KeyRotationReport> {
  const deps = { store, secretBox, tagKeys: both.tagKeys };
  for await (const event of rotateKeys({ dryRun: false, ...options }, deps)) {
    if (event.kind === 'finished') return event.report;
  }
  throw new TypeError('The rotation told of no end.');
}

/** What a plugin keeps for the integration. */
function keptBy(secretBox: SecretBox, { store }: Pick<SchedulingRig, 'store'>) {
  const integration = { tenantId: RIG_TENANT, integrationId: RIG_INTEGRATION };
  const place = { integration, plugin: 'mailbox-provider/rig' };
  return pluginSecretsOf(place, { collection: store.pluginSecrets, secretBox });
}

/** How many texts in the store are sealed with a key. */
async function sealedWith(id: Key, { store }: SchedulingRig): Promise<number> {
  const found = await Promise.all([
    store.integrations.find(null, { index: 'tenant', equals: [], limit: 9 }),
    store.pluginSecrets.find(null, { index: 'integration', equals: [], limit: 9 }),
    store.numberSpaces.find(DEPLOYMENT, { index: 'prefix', equals: [], limit: 9 }),
    store.reservations.find(RIG_TENANT, { index: 'integration', equals: [RIG_INTEGRATION], limit: 9 }),
    store.meetings.find(RIG_TENANT, { index: 'integration', equals: [RIG_INTEGRATION], limit: 9 }),
    store.rooms.find(null, { index: 'tenant', equals: [], limit: 9 }),
    store.webhooks.find(null, { index: 'tenant', equals: [], limit: 9 }),
  ]);
  return JSON.stringify(found).split(`"v1.${id}.`).length - 1;
}

/** What rotation must leave as it is: the space's key, aliases, tags, PINs. */
async function lastingFacts(rig: SchedulingRig, sealer: SecretBox) {
  const [space] = (await rig.store.numberSpaces.find(DEPLOYMENT, { index: 'prefix', equals: [], limit: 9 }))
    .items;
  if (space === undefined) throw new TypeError('There is no number space.');
  const [{ conference } = { conference: null }] = await rig.meetings();
  const [integration] = await rig.store.integrations.load(RIG_TENANT, [RIG_INTEGRATION]);
  const stored = integration?.value as { readonly record?: unknown } | undefined;
  const record = stored?.record as { readonly secrets: Readonly<Record<string, string>> } | undefined;
  const door = await rig.admit(conference?.alias ?? '', start);
  const own = await rig.admit('olga', start);
  return {
    spaceKey: Buffer.from(await openSpaceKey(sealer, space.value)).toString('hex'),
    kept: (await keptBy(sealer, rig).read('token'))?.value,
    password: await sealer.open(record?.secrets[field] ?? '', context),
    room: { alias: conference?.alias, numericAlias: conference?.numericAlias, tag: conference?.tag },
    pins: door.kind === 'admitted' ? door.conference.pins : door.kind,
    personal: own.kind === 'admitted' ? own.conference.pins : own.kind,
  };
}

const nothing = { looked: 0, reEncrypted: 0, left: 0, unreadable: 0 };
const counts = {
  integrations: 1,
  pluginSecrets: 1,
  numberSpaces: 1,
  reservations: 2,
  meetings: 1,
  rooms: 1,
  webhooks: 1,
};
const tallies = (tally: (count: number) => object) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, { ...nothing, ...tally(count) }]));

describe('rotating keys', () => {
  it('[S2.9b] seals all anew, so that the old key may go: what was sealed, aliases, tags and PINs stay', async () => {
    const { stage, rig, meeting } = await sealedStage();
    const facts = await lastingFacts(rig, before.sealer);
    const pin = expect.stringMatching(/^\d{8}$/);
    expect(facts).toMatchObject({
      kept: 'refreshed',
      password: 'correct horse',
      pins: { host: pin, guest: pin },
      personal: { host: '98761', guest: '47112' },
    });
    expect(await rotate(rig)).toEqual({
      dryRun: false,
      documents: tallies((count) => ({ looked: count, reEncrypted: count })),
      retiredTags: { awaited: 1, bound: 1 },
      retiredKeysNeeded: true,
    });
    expect([await sealedWith('old', rig), await sealedWith('new', rig)]).toEqual([0, 13]);
    await rig.stop();
    const withoutOld = stage.addRig('new', { keys: after });
    expect(await lastingFacts(withoutOld, after.sealer)).toEqual(facts);
    withoutOld.start();
    await stage.world.update(meeting, { subject: 'Another plan' });
    await stage.settle();
    expect((await stage.answers(meeting)).at(-1)).toBe('accept single-edited');
    expect(await lastingFacts(withoutOld, after.sealer)).toEqual(facts);
  });

  it('[S2.9b] reaches no tag in mail: the old key opens it until the reservation is used', async () => {
    const { stage, rig, waiting } = await sealedStage();
    await rotate(rig);
    await rig.stop();
    const { id, tag } = waiting;
    const tagId = tag.slice('PXPS:-'.length, -1);
    const without = stage.addRig('without', { keys: after });
    expect(await without.reservations.lookUp(tagId)).toBeNull();
    const withBoth = stage.addRig('with', { keys: both });
    expect(await withBoth.reservations.lookUp(tagId)).toMatchObject({ reservation: { id, tag } });
    withBoth.start();
    const meeting = await stage.invite(withBoth.invitation(waiting));
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
    expect((await rotate(withBoth)).retiredTags).toEqual({ awaited: 0, bound: 2 });
  });

  it('[S2.9b] says that the old key may go once no reservation’s tag needs it', async () => {
    const { rig, used, waiting } = await sealedStage();
    const [meeting] = await rig.meetings();
    await rotate(rig);
    for (const { id } of [used, waiting]) {
      await rig.reservations.release(meeting?.conference?.id as never, { reservationId: id, name: null });
    }
    expect(await rotate(rig)).toMatchObject({
      retiredTags: { awaited: 0, bound: 0 },
      retiredKeysNeeded: false,
    });
  });

  it('[S2.9b] writes nothing in a dry run, and counts what it would re-encrypts', async () => {
    const { rig } = await sealedStage();
    const report = await rotate(rig, { dryRun: true });
    expect(report).toMatchObject({
      dryRun: true,
      documents: tallies((count) => ({ looked: count, left: count })),
      retiredKeysNeeded: true,
    });
    expect(await sealedWith('new', rig)).toBe(0);
  });

  it('[S2.9b] goes on where an earlier run was stopped, and then finds nothing more to do', async () => {
    const { rig } = await sealedStage();
    const stop = new AbortController();
    const run = rotateKeys(
      { dryRun: false, signal: stop.signal },
      { store: rig.store, secretBox: both.sealer, tagKeys: both.tagKeys },
    );
    expect((await run.next()).value).toMatchObject({ kind: 'progress', collection: 'integrations' });
    stop.abort();
    await expect(run.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(await rotate(rig)).toMatchObject({
      documents: { integrations: { looked: 1, reEncrypted: 0 }, reservations: { reEncrypted: 2 } },
    });
    expect((await rotate(rig)).documents).toEqual(tallies((looked) => ({ looked })));
  });

  it('[S2.9b] loses nothing that a manager writes meanwhile', async () => {
    const { rig } = await sealedStage();
    const [stored] = (
      await rig.store.meetings.find(null, { index: 'integration', equals: [RIG_INTEGRATION], limit: 1 })
    ).items;
    if (stored === undefined) throw new TypeError('There is no meeting.');
    const { id, revision } = stored;
    const value = { ...stored.value, subject: 'Written meanwhile' };
    // Its reservation comes first, with the very same texts.
    let places = 0;
    const secretBox: SecretBox = {
      ...both.sealer,
      rotate: async (sealed, place) => {
        const rotated = await both.sealer.rotate(sealed, place);
        if (sealed === stored.value.conference?.pins?.host) places += 1;
        if (places === 2) {
          await rig.store.meetings.commit(RIG_TENANT, [{ op: 'replace', id, revision, value }]);
        }
        return rotated;
      },
    };
    expect((await rotate(rig, { secretBox })).documents.meetings).toMatchObject({ reEncrypted: 1, left: 0 });
    expect(await rig.meetings()).toMatchObject([{ subject: 'Written meanwhile' }]);
    expect(await sealedWith('old', rig)).toBe(0);
  });

  it('counts what no key opens and goes on', async () => {
    const { rig } = await sealedStage();
    const [stored] = await rig.store.integrations.load(RIG_TENANT, [RIG_INTEGRATION]);
    if (stored == null) throw new TypeError('There is no integration.');
    const lost = {
      record: { id: RIG_INTEGRATION, tenant_id: RIG_TENANT },
      secrets: { [field]: 'v1.lost.x' },
    };
    const { id, revision, value } = stored;
    await rig.store.integrations.commit(RIG_TENANT, [
      { op: 'replace', id, revision, value: { ...value, record: lost } },
    ]);
    expect((await rotate(rig)).documents).toMatchObject({
      integrations: { unreadable: 1, reEncrypted: 0 },
      meetings: { unreadable: 0, reEncrypted: 1 },
    });
  });

  it('walks more documents than one page holds', async () => {
    const { rig } = await sealedStage();
    for (let more = 0; more < 203; more += 1) await rig.reserve();
    expect((await rotate(rig)).documents.reservations).toMatchObject({ looked: 205, reEncrypted: 205 });
  });
});
