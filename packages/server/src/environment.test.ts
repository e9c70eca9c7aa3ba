import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmrkit-env-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const key = Buffer.alloc(32, 3).toString('base64');

describe('readEnvironment', () => {
  it('is empty without variables', () => {
    expect(readEnvironment({})).toEqual({
      configFile: null,
      publicListen: null,
      adminListen: null,
      masterKeys: [],
      managerSecret: null,
      webProxyPassword: null,
    });
  });

  it('takes an empty variable for none', () => {
    const variables = { VMRKIT_MASTER_KEYS: '', VMRKIT_CONFIG: ' ', VMRKIT_CONFIG_FILE: '' };
    expect(readEnvironment(variables)).toMatchObject({ configFile: null, masterKeys: [] });
  });

  it('reads keys from a variable or from a file, the present one first', () => {
    const file = join(folder, 'keys');
    writeFileSync(file, `new:${key}\nold:${key}\n`);
    for (const variables of [
      { VMRKIT_MASTER_KEYS: `new:${key},old:${key}` },
      { VMRKIT_MASTER_KEYS_FILE: file },
    ]) {
      expect(readEnvironment(variables).masterKeys.map(({ id }) => id)).toEqual(['new', 'old']);
    }
  });

  it.each([
    [{ VMRKIT_MASTER_KEYS: 'swordfish' }, 'VMRKIT_MASTER_KEYS'],
    [{ VMRKIT_MANAGER_SECRET: 'swordfish' }, 'VMRKIT_MANAGER_SECRET'],
    [{ VMRKIT_MASTER_KEYS: 'swordfish', VMRKIT_MASTER_KEYS_FILE: 'keys' }, 'both set'],
    [{ VMRKIT_MANAGER_SECRET_FILE: '/nowhere/at/all' }, 'VMRKIT_MANAGER_SECRET_FILE'],
  ])('names the variable that is wrong and not its value: %j', (variables, said) => {
    expect(() => readEnvironment(variables)).toThrow(said);
    expect(() => readEnvironment(variables)).not.toThrow('swordfish');
  });
});
