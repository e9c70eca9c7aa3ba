import { definePlugin, type JoinAdapter, type PluginDeps } from '@vmrkit/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PluginRegistry } from './plugin-registry.ts';

const made: unknown[] = [];
const adapter = {} as JoinAdapter;
const plugin = (name: string) =>
  definePlugin({
    kind: 'join-adapter',
    name,
    settingsSchema: z.strictObject({ theme: z.string().default('plain'), port: z.int().optional() }),
    description: {
      title: 'A platform',
      documentation: '',
      fields: { theme: { title: 'theme', help: '' }, port: { title: 'port', help: '' } },
    },
    create: (settings, deps) => {
      made.push([name, settings, deps]);
      return adapter;
    },
  });
const deps = { clock: 'lent' } as unknown as PluginDeps;

describe('PluginRegistry', () => {
  test('makes what the plugin of that name makes, from settings that its schema filled in', async () => {
    const registry = new PluginRegistry([plugin('one'), plugin('two')]);
    expect(registry.names('join-adapter')).toEqual(['one', 'two']);
    expect(registry.names('store')).toEqual([]);
    expect(await registry.create('join-adapter', { name: 'two', settings: { port: 1 }, deps })).toBe(adapter);
    expect(made).toEqual([['two', { theme: 'plain', port: 1 }, deps]]);
  });

  test('refuses two of one kind and name', () => {
    expect(() => new PluginRegistry([plugin('one'), plugin('one')])).toThrow(
      expect.objectContaining({ code: 'ERR_PLUGIN_DUPLICATE' }),
    );
  });

  test('says which there are when one is unknown, also one called like a method', async () => {
    const registry = new PluginRegistry([plugin('one')]);
    for (const name of ['none', 'constructor', '__proto__']) {
      await expect(registry.create('join-adapter', { name, deps })).rejects.toMatchObject({
        code: 'ERR_PLUGIN_UNKNOWN',
        message: expect.stringContaining('known: one'),
      });
    }
  });

  test('names every fault of the settings by its path', async () => {
    const wrong = { theme: 1, port: 'x', colour: 'red' };
    const created = new PluginRegistry([plugin('one')]).create('join-adapter', {
      name: 'one',
      settings: wrong,
      deps,
    });
    await expect(created).rejects.toMatchObject({
      code: 'ERR_PLUGIN_SETTINGS',
      message: expect.stringContaining('theme, port, colour'),
      issues: [
        { path: ['theme'], code: 'wrong_type' },
        { path: ['port'], code: 'wrong_type' },
        { path: ['colour'], code: 'unknown_field' },
      ],
    });
  });
});
