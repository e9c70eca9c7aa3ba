import { type Clock, type DocumentDatabase, MINUTE_MS, SECOND_MS } from '@vmrkit/core';
import type { FakeClock, StepHook } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RIG_MAILBOX, RIG_TENANT } from './scheduling-rig.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

/** A process that stands still at one of its steps, as by SIGSTOP: its clock runs on, and nothing of it does. */
class FreezingProcess {
  /** The step before which it stops; none: it never does. */
  readonly #at: number;
  #thaw: () => void = () => undefined;
  #frozen: Promise<void> | null = null;
  /** Steps taken so far. */
  steps: string[] = [];
  armed = false;

  constructor(at: number) {
    this.#at = at;
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  async step(name: string): Promise<void> {
    if (this.armed) this.steps.push(name);
    if (this.armed && this.steps.length === this.#at) {
      this.#frozen = new Promise((resolve) => {
        this.#thaw = resolve;
      });
    }
    await this.#frozen;
  }

  wake(): void {
    this.#thaw();
    this.#frozen = null;
    this.armed = false;
  }

  clock(clock: FakeClock): Clock {
    return {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      sleep: async (milliseconds, signal) => {
        await clock.sleep(milliseconds, signal);
        await this.#frozen;
      },
    };
  }
}

async function freezeAt(at: number) {
  const stage = new Stage({ stopped: true, world: { secondAnswer: 'allowed', answeredRequest: 'stays' } });
  const process = new FreezingProcess(at);
  const step: StepHook = (each) => process.step(each);
  const { mailbox, calendars } = stage.world.connect({ step });
  const documents = stage.database.connect({
    step: ({ kind, collection }) => process.step(`${kind} ${collection}`),
  });
  const database = { ...documents, collection: alsoAfterWrites(documents, process) };
  const clock = process.clock(stage.clock);
  const first = stage.addRig('first', { mailbox, calendars, database, clock });
  const second = stage.addRig('second');
  first.start();
  await stage.settle(SECOND_MS);
  second.start();
  await stage.settle(SECOND_MS);
  const reservation = await second.reserve();
  process.armed = true;
  const meeting = await stage.invite(second.invitation(reservation));
  await stage.settle(2 * SECOND_MS);
  process.armed = false;
  const wasFrozen = process.isFrozen;
  await stage.settle(30 * SECOND_MS);
  const isTakenOver = await heldBy(stage, 'second');
  await stage.settle(90 * SECOND_MS);
  process.wake();
  await stage.settle(MINUTE_MS);
  await stage.world.update(meeting, { time: hoursLater(2) });
  await stage.settle(MINUTE_MS);
  return { stage, steps: process.steps, meeting, reservation, wasFrozen, isTakenOver };
}

/** A process may stop when a write was made and it was not told. */
function alsoAfterWrites(
  database: DocumentDatabase,
  process: FreezingProcess,
): DocumentDatabase['collection'] {
  return (shape) => {
    const collection = database.collection(shape);
    return {
      load: (partition, ids) => collection.load(partition, ids),
      find: (partition, query) => collection.find(partition, query),
      async commit(partition, changes) {
        const results = await collection.commit(partition, changes);
        await process.step(`wrote ${shape.name}`);
        return results;
      },
    };
  };
}

async function heldBy({ rig }: Stage, owner: string): Promise<boolean> {
  const [mailbox] = await rig.store.mailboxes.load(RIG_TENANT, [RIG_MAILBOX]);
  return mailbox?.value.lease.owner?.startsWith(owner) ?? false;
}

describe('a manager that is frozen for two minutes and wakes', () => {
  it('[S12.3d] is replaced within 30 s and does no harm, wherever it stood', async () => {
    const { steps } = await freezeAt(Number.POSITIVE_INFINITY);
    expect(steps.length).toBeGreaterThan(25);
    // A call of the mail system that is under way cannot be taken back: where a second answer is not refused, it goes out.
    const sent = steps.indexOf('before answer');
    const begun = steps.lastIndexOf('wrote meetings', sent);
    const underWay = steps.slice(begun + 1, sent + 1);
    expect(underWay).toContain('before respond');
    const doubled: number[] = [];
    for (const at of steps.keys()) {
      const run = await freezeAt(at + 1);
      const { stage, meeting, reservation, wasFrozen, isTakenOver } = run;
      const where = `${at} ${run.steps[at]}`;
      expect([wasFrozen, isTakenOver], where).toEqual([true, true]);
      const answers = await stage.answers(meeting);
      if (answers.length > 2) doubled.push(at);
      expect([...new Set(answers)], where).toEqual(['accept single-new', 'accept single-edited']);
      const doors = await stage.doors(reservation, start, hoursLater(2).start);
      expect(doors, where).toEqual(['closed: not-yet', 'admitted']);
      await Stage.closeAll();
    }
    expect(doubled).toEqual(underWay.map((_, at) => begun + 1 + at));
  });
});
