import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createVmrKit } from '@vmrkit/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { runProgram } from './run-program.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

let folder: string;
const masterKeys = [{ id: 'k', key: Buffer.alloc(32, 3) }];
const at = (name: string) => join(folder, name);
const storeOf = (name: string) => ({ name: 'sqlite', settings: { file: at(`${name}.db`) } });
const kitOf = (name: string) =>
  createVmrKit({ plugins: shippedPlugins, config: { store: storeOf(name) }, masterKeys });

async function migrate(from: string, to: string, ...more: readonly string[]) {
  let output = '';
  const take = (text: string) => {
    output += text;
  };
  // The bundled driver lets go of what earlier runs had open when it is collected.
  collect();
  const args = ['migrate', at(`${to}.json`), '--config', at(`${from}.json`), ...more];
  return { code: await runProgram(args, { out: take, err: take }), output };
}

async function makeDeployment(name: string): Promise<string> {
  const kit = kitOf(name);
  const { id } = await kit.get('deployment');
  await (await kit.get('alarms')).raise(
    { kind: 'message-parked', tenantId: 'default', integrationId: null, subject: 's' },
    'detail',
  );
  await kit.close();
  return id;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-migrate-'));
  for (const name of ['old', 'new'])
    await writeFile(at(`${name}.json`), JSON.stringify({ store: storeOf(name) }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('vmrkit migrate', () => {
  it('moves a deployment, leaves the source byte for byte, and refuses to do it again', async () => {
    const id = await makeDeployment('old');
    const hash = async () =>
      createHash('sha256')
        .update(await readFile(at('old.db')))
        .digest('hex');
    const before = await hash();
    const moved = await migrate('old', 'new', '--json');
    expect(moved.code).toBe(0);
    const events = moved.output.split('\n').filter((line) => line.startsWith('{'));
    expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({
      kind: 'finished',
      resumed: false,
      collections: [
        { collection: 'deployment', documents: 1 },
        { collection: 'alarms', documents: 1 },
      ],
    });
    expect(await hash()).toBe(before);
    const kit = kitOf('new');
    expect((await kit.get('deployment')).id).toBe(id);
    expect(await (await kit.get('alarms')).standing(['default'])).toHaveLength(1);
    await kit.close();
    const again = await migrate('old', 'new');
    expect(again).toMatchObject({ code: 2, output: expect.stringMatching(/ERR_STORE_MOVE_TARGET/) });
  });

  it('refuses a store that a server has open, and opens no target for it', async () => {
    await makeDeployment('old');
    const server = kitOf('old');
    await server.get('deployment');
    const refused = await migrate('old', 'new');
    await server.close();
    expect(refused.output).toMatch(/ERR_STORE_IN_USE/);
    await expect(readFile(at('new.db'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await migrate('old', 'new')).code).toBe(0);
  });

  it('refuses a store that is not there, and one that is moved to itself', async () => {
    expect((await migrate('old', 'new')).output).toMatch(/ERR_CONFIG_NO_STORE/);
    await makeDeployment('old');
    expect((await migrate('old', 'old')).output).toMatch(/ERR_STORE_MOVE_SOURCE/);
  });

  it('lets no manager start on a store that is not all there', async () => {
    await makeDeployment('old');
    const filled = kitOf('new');
    const moves = (await filled.get('database')).collection({ name: 'moves', indexes: {} });
    await moves.commit('*', [{ op: 'insert', id: 'move', value: { deploymentId: 'd' } }]);
    await expect(filled.get('deployment')).rejects.toMatchObject({ code: 'ERR_STORE_MOVING' });
    await filled.close();
  });
});
