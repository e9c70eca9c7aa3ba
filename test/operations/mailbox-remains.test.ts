import { DAY_MS, shift } from '@vmrkit/core';
import { findMailboxRemains } from '@vmrkit/core/composition';
import { afterEach, expect, it } from 'vitest';
import { RIG_MAILBOX, RIG_TENANT } from '../scheduling/scheduling-rig.ts';
import { Stage } from '../scheduling/stage.ts';

afterEach(Stage.closeAll);

const remains = ({ rig: { store } }: Stage, mailboxId = RIG_MAILBOX) =>
  findMailboxRemains(mailboxId, { store, tenantId: RIG_TENANT });
const nothing = { meetings: 0, reservations: 0, lastLapseAt: null };

it('[S12.2l] meetings need their mailbox until they are over, cancelled ones as long as they may come back', async () => {
  const stage = new Stage();
  expect(await remains(stage)).toEqual(nothing);
  const { meeting } = await stage.accepted();
  await stage.accepted({ subject: 'Daily', repeat: { everyDays: 1, count: null } });
  await stage.world.cancel(meeting);
  await stage.settle();
  expect(await remains(stage)).toEqual({ ...nothing, meetings: 2 });
  stage.jump(3 * DAY_MS);
  await stage.settle();
  expect(await remains(stage)).toEqual({ ...nothing, meetings: 1 });
});

it('[S12.2l] reservations need the mailbox that they name until they are used or lapse', async () => {
  const stage = new Stage();
  const now = stage.clock.now();
  await stage.rig.reserve();
  expect(await remains(stage)).toEqual({ ...nothing, reservations: 1, lastLapseAt: shift(now, 90 * DAY_MS) });
  expect(await remains(stage, 'mailbox-2')).toEqual(nothing);
  stage.jump(91 * DAY_MS);
  await stage.rig.runHousekeeping();
  expect(await remains(stage)).toEqual(nothing);
});

it('[S12.2l] a meeting that moved, and what is still to be answered, need the mailbox that has to do with it', async () => {
  const stage = new Stage({ world: { repliesPerMinute: 1 } });
  const second = stage.addMailbox();
  const { meeting } = await stage.accepted();
  await second.world.reinvite(meeting);
  await stage.settle();
  expect(await remains(stage)).toEqual(nothing);
  expect(await remains(stage, 'mailbox-2')).toEqual({ ...nothing, meetings: 1 });
  for (const subject of ['One', 'Two', 'Three']) await stage.invite('<p>PXPS:-unknown#</p>', { subject });
  await stage.settle(1_000);
  expect((await remains(stage)).meetings).toBeGreaterThan(1);
  await stage.settle(4 * 60_000);
  expect(await remains(stage)).toEqual(nothing);
});
