import { afterEach, expect, it } from 'vitest';
import { RIG_TENANT } from './scheduling-rig.ts';
import { Stage } from './stage.ts';

afterEach(Stage.closeAll);

const saving = (room: object) => ({
  tenantId: RIG_TENANT,
  rows: [{ owner_email: 'olga@corp.example', ...room }],
  actor: 'operator',
  dryRun: false,
});

it('[S3.2a] a personal room gets no alias of a meeting’s room, not even before its invitation came', async () => {
  const stage = new Stage();
  const { alias, numericAlias } = await stage.rig.reserve();
  for (const taken of [alias, numericAlias]) {
    await expect(stage.rig.importRooms(saving({ name: 'Olga', aliases: [taken] }))).rejects.toMatchObject({
      code: 'ERR_ROOM_IMPORT',
      issues: [{ path: [0, 'aliases', 0], code: 'alias_not_available' }],
    });
  }
});

it('[S3.2a] a meeting’s room gets no name and no alias of a personal one', async () => {
  const stage = new Stage();
  const digits = await stage.rig.reserve();
  await stage.rig.importRooms(saving({ name: 'plan (ada)', aliases: ['olga'] }));
  await stage.accepted();
  expect((await stage.rig.meetings()).map(({ conference }) => conference?.name)).toEqual(['Plan (Ada) 2']);
  const own = await stage.rig.admit('OLGA');
  expect(own).toMatchObject({ kind: 'admitted', conference: { name: 'plan (ada)' } });
  expect(await stage.rig.admit(digits.alias)).toEqual({ kind: 'unknown' });
});
