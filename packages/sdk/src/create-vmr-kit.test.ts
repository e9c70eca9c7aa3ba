import { definePlugin, NotFoundError, type Plugin, silentLogger } from '@vmrkit/core';
import { createManagerClient } from '@vmrkit/core/composition';
import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createVmrKit, type VmrKitOptions } from './create-vmr-kit.ts';
import { tokens } from './tokens.ts';

let opened = 0;
const pluginsOver = (database = createWeakMemoryDatabase()): readonly Plugin[] => [
  definePlugin({
    kind: 'store',
    name: 'sqlite',
    settingsSchema: z.strictObject({ fail: z.boolean().default(false) }),
    description: { title: 'Memory', documentation: '', fields: { fail: { title: 'fail', help: '' } } },
    create: () => {
      opened += 1;
      return database.connect();
    },
  }),
  definePlugin({
    kind: 'template-engine',
    name: 'nunjucks',
    settingsSchema: z.strictObject({}),
    description: { title: 'Plain', documentation: '', fields: {} },
    create: () => ({ compile: (source) => ({ variables: [], render: () => source }) }),
  }),
];
const plugins = pluginsOver();
const key = (byte: number) => ({ id: 'k', key: Buffer.alloc(32, byte) });
const make = (options: Partial<VmrKitOptions> = {}) =>
  createVmrKit({ plugins, masterKeys: [key(1)], ...options });

describe('createVmrKit', () => {
  it('opens the store only for those who need it, once, and closes it', async () => {
    const kit = make();
    await kit.get('clock');
    expect(opened).toBe(0);
    const [one, two] = await Promise.all([kit.get('store'), kit.get('store')]);
    expect(one).toBe(two);
    await kit.get('manager');
    expect(opened).toBe(1);
    const store = await kit.get('database');
    await kit.close();
    await expect(store.ping()).rejects.toThrow();
  });

  it('has an edge that asks its own manager, or the managers that it is given', async () => {
    const edge = { snapshotFile: '/nowhere/edge.snapshot', refreshMs: 1_000, secret: 'secret' };
    const own = make({ edge });
    expect(await own.get('managers')).toBe(await own.get('manager'));
    expect(await own.get('edge')).toBe(await own.get('edge'));
    await own.close();
    const before = opened;
    const away = () => Promise.reject(new Error('Away.'));
    const managers = createManagerClient(away);
    const apart = make({ masterKeys: [], edge: { ...edge, managers: async () => managers } });
    expect((await apart.get('edge')).isReady).toBe(false);
    expect(await apart.get('managers')).toBe(managers);
    expect(opened).toBe(before);
    await expect(make().get('edge')).rejects.toMatchObject({ code: 'ERR_KIT_CONFIG' });
  });

  it('lets an embedder replace any binding', async () => {
    const clock = new FakeClock();
    const kit = make({ configure: (container) => container.rebind(tokens.clock).toConstantValue(clock) });
    expect(await kit.get('clock')).toBe(clock);
    expect((await kit.get('pluginDeps')).clock).toBe(clock);
  });

  it('says which plugins there are when one is missing', async () => {
    const kit = make({ config: { store: { name: 'paper' } } });
    await expect(kit.get('store')).rejects.toThrow('named "paper"; known: sqlite');
    await expect(kit.get('store')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('refuses two plugins of one kind and name', () => {
    expect(() => make({ plugins: [...plugins, ...plugins] })).toThrow(
      'two plugins of kind store named "sqlite"',
    );
  });

  it('names every fault of the configuration, and of a plugin’s settings', async () => {
    const wrong = { allocation: { burst: 0 }, other: 1 };
    expect(() => make({ config: wrong })).toThrow(/allocation\.burst/);
    const kit = make({ config: { store: { settings: { fail: 'no' } } } });
    await expect(kit.get('database')).rejects.toMatchObject({
      code: 'ERR_PLUGIN_SETTINGS',
      issues: [{ path: ['fail'] }],
    });
  });

  it('tells faults of the configuration as those of a record are told', () => {
    expect(() => make({ config: { worker: { batch_size: 'x', colour: 'red' } } })).toThrow(
      expect.objectContaining({
        code: 'ERR_KIT_CONFIG',
        issues: [
          { path: ['worker', 'batch_size'], code: 'wrong_type', message: 'Must be of type number.' },
          { path: ['worker', 'colour'], code: 'unknown_field', message: 'There is no such field.' },
        ],
      }),
    );
  });

  it('refuses a store that was written under other keys, and accepts a rotated ring', async () => {
    const plugins = pluginsOver();
    await make({ plugins }).get('store');
    await expect(make({ plugins, masterKeys: [key(2)] }).get('store')).rejects.toMatchObject({
      code: 'ERR_KIT_KEY_MISMATCH',
    });
    const rotated = [{ id: 'new', key: Buffer.alloc(32, 2) }, key(1)];
    const same = { plugins, masterKeys: rotated };
    await expect(make(same).get('store')).resolves.toBeDefined();
    const [first, second] = await Promise.all([make(same).get('deployment'), make(same).get('deployment')]);
    expect(first.id).toBe(second.id);
  });

  it('refuses a ring that lacks the key which was put in front', async () => {
    const plugins = pluginsOver();
    const open = (masterKeys = [key(1)]) => make({ plugins, masterKeys }).get('deployment');
    const { id } = await open();
    const rotated = [{ id: 'new', key: Buffer.alloc(32, 2) }, key(1)];
    expect((await open(rotated)).id).toBe(id);
    await expect(open()).rejects.toMatchObject({ code: 'ERR_KIT_KEY_MISMATCH' });
    expect((await open(rotated.toReversed())).id).toBe(id);
  });

  it.each(['manager', 'store', 'integrationRecords', 'operations'] as const)(
    'opens no store under wrong keys, for its %s',
    async (part) => {
      const before = opened;
      await expect(make({ masterKeys: [key(1), key(1)] }).get(part)).rejects.toMatchObject({
        code: 'ERR_SECRET_KEY_INVALID',
      });
      expect(opened).toBe(before);
    },
  );

  it('needs a master key for whatever touches secrets', async () => {
    await expect(make({ masterKeys: [], logger: silentLogger }).get('manager')).rejects.toMatchObject({
      code: 'ERR_SECRET_KEY_INVALID',
    });
  });
});
