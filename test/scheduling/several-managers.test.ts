import { MINUTE_MS } from '@vmrkit/core';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createAwayDatabase } from './away-database.ts';
import { RIG_MAILBOX, RIG_TENANT } from './scheduling-rig.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

describe('two deployments on one mailbox', () => {
  it('[S1.5b] the mark of another one raises an alarm, and is not written over', async () => {
    const stage = new Stage({ stopped: true });
    const mark = { deploymentId: 'another', integrationId: 'i', writtenAt: stage.clock.now() };
    await stage.world.mailbox.writeMark(mark);
    stage.rig.start();
    const { meeting } = await stage.accepted();
    expect(await stage.alarms()).toEqual(['mailbox-shared']);
    expect(await stage.world.mailbox.readMark()).toEqual(mark);
    expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  });

  it('[S1.5b] an unmarked one gets our mark, which is no alarm to us', async () => {
    const stage = new Stage();
    await stage.settle();
    expect(await stage.world.mailbox.readMark()).toMatchObject({ deploymentId: 'rig' });
    stage.addRig('second').start();
    await stage.rig.stop();
    await stage.settle();
    expect(await stage.alarms()).toEqual([]);
  });
});

describe('two managers on one store', () => {
  it('[S4.8d] one works, the other takes over when it is gone, and nothing is doubled', async () => {
    const stage = new Stage();
    const second = stage.addRig('second');
    second.start();
    const { meeting, reservation } = await stage.accepted();
    await stage.rig.stop();
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.doors(reservation, hoursLater(2).start)).toEqual(['admitted']);
    expect(second.logger.lines.map(({ message }) => message)).toContain('Answered the organizer.');
  });

  it('[S12.3c] a mailbox is handed over to the manager that is to work it, and what is under way is finished', async () => {
    let turn: 'first' | 'second' = 'first';
    const stage = new Stage({ stopped: true });
    const [first, second] = [
      stage.addRig('first', { prefersUs: () => turn === 'first' }),
      stage.addRig('second', { prefersUs: () => turn === 'second' }),
    ];
    const holder = async () => {
      const [mailbox] = await first.store.mailboxes.load(RIG_TENANT, [RIG_MAILBOX]);
      return mailbox?.value.lease.owner?.split('/')[0];
    };
    second.start();
    first.start();
    await stage.settle();
    expect(await holder()).toBe('first');
    turn = 'second';
    const { meeting } = await stage.accepted();
    await stage.settle();
    expect(await holder()).toBe('second');
    await stage.world.update(meeting, { time: hoursLater(2) });
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect([...first.logger.lines, ...second.logger.lines].filter(({ level }) => level === 'warn')).toEqual(
      [],
    );
    expect(first.logger.lines.map(({ message }) => message)).toContain('A mailbox is handed over.');
  });

  it('[S4.8d] a store that is away for less than the time-out moves no mailbox', async () => {
    const database = createAwayDatabase(createWeakMemoryDatabase());
    const stage = new Stage({ database });
    await stage.settle(1_000);
    const second = stage.addRig('second');
    second.start();
    await stage.settle(1_000);
    for (let times = 0; times < 4; times += 1) {
      database.away = true;
      await stage.settle(10_000);
      database.away = false;
      await stage.settle(10_000);
    }
    const [mailbox] = await second.store.mailboxes.load(RIG_TENANT, [RIG_MAILBOX]);
    expect(mailbox?.value.lease.fence).toBe(1);
  });

  it('[S4.8d] one that was cut off does nothing more once it was replaced', async () => {
    const documents = createWeakMemoryDatabase();
    const database = createAwayDatabase(documents);
    const stage = new Stage({ database });
    await stage.settle(1_000);
    const second = stage.addRig('second', { database: documents });
    second.start();
    await stage.settle(1_000);
    database.away = true;
    const [one, two] = [await second.reserve(), await second.reserve()];
    await stage.invite(stage.rig.invitation(one));
    await stage.settle(MINUTE_MS);
    database.away = false;
    await stage.invite(stage.rig.invitation(two), { subject: 'Two' });
    await stage.settle(MINUTE_MS);
    expect(stage.allAnswers()).toEqual(['accept single-new', 'accept single-new']);
    expect(await stage.doors(one, start)).toEqual(['admitted']);
    expect(await stage.doors(two, start)).toEqual(['admitted']);
    const [mailbox] = await second.store.mailboxes.load(RIG_TENANT, [RIG_MAILBOX]);
    expect(mailbox?.value.lease).toMatchObject({ owner: expect.stringContaining('second'), fence: 2 });
  });
});
