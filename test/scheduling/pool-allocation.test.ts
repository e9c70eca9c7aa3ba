import { MINUTE_MS } from '@vmrkit/core';
import { PoolBalancer, type PooledMailbox, watchAnswers } from '@vmrkit/core/composition';
import type { FakeClock, FakeMailboxWorld, WorldMeeting } from '@vmrkit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ewsAndGraph } from './mail-systems.ts';
import { RIG_MAILBOX } from './scheduling-rig.ts';
import { hoursLater, Stage, start } from './stage.ts';

afterEach(Stage.closeAll);

interface Booked {
  readonly meeting: WorldMeeting;
  readonly alias: string;
  readonly mailboxId: string;
}

/** An integration whose pool may change while meetings are booked through the pane. */
class PoolStage {
  readonly stage: Stage;
  readonly balancer: PoolBalancer;
  pool: readonly PooledMailbox[] = [];
  readonly #worlds = new Map<string, FakeMailboxWorld>();

  constructor(createWorld: (clock: FakeClock) => FakeMailboxWorld) {
    this.stage = new Stage({ createWorld });
    this.balancer = new PoolBalancer(this.stage.clock);
    this.#add(RIG_MAILBOX, this.stage.world);
  }

  /** Adds a mailbox to the pool and starts its worker. */
  add(mailboxId: string): void {
    this.#add(mailboxId, this.stage.addMailbox(mailboxId).world);
  }

  drain(mailboxId: string): void {
    this.pool = this.pool.map((each) => (each.id === mailboxId ? { ...each, state: 'draining' } : each));
  }

  /** Looks at the queues as a manager does now and then. */
  async look(): Promise<void> {
    const { store, alarms, policy } = this.stage.rig;
    const watched = this.pool.map(({ id }) => ({ ...policy, mailboxId: id }));
    const deps = { store, alarms, clock: this.stage.clock, alarmAfterMinutes: 15 };
    this.balancer.report(await watchAnswers(watched, deps));
  }

  /** Clicks, and sends the invitation to the mailbox that the answer names. */
  async book(draftKey: string | null = null): Promise<Booked> {
    const { html, mailbox } = await this.stage.rig.click(draftKey, this);
    const { id = '' } = this.pool.find(({ email }) => email === mailbox.email) ?? {};
    const [alias = ''] = /meet\.\d{6}@vmr\.example/.exec(html) ?? [];
    const meeting = await this.stage.invite(html, {}, this.world(id));
    return { meeting, alias, mailboxId: id };
  }

  async books(count: number): Promise<readonly Booked[]> {
    const booked: Booked[] = [];
    for (let index = 0; index < count; index += 1) booked.push(await this.book());
    return booked;
  }

  world(mailboxId: string): FakeMailboxWorld {
    const world = this.#worlds.get(mailboxId);
    if (world === undefined) throw new RangeError('No such mailbox in the pool.');
    return world;
  }

  answers({ meeting, mailboxId }: Booked): Promise<readonly string[]> {
    return this.stage.answers(meeting, this.world(mailboxId));
  }

  #add(id: string, world: FakeMailboxWorld): void {
    const { repliesPerMinute } = world.mailbox;
    this.#worlds.set(id, world);
    this.pool = [...this.pool, { id, name: id, email: world.email, state: 'active', repliesPerMinute }];
  }
}

const share = (booked: readonly Booked[], id: string) =>
  booked.filter(({ mailboxId }) => mailboxId === id).length;

describe.each(ewsAndGraph({ repliesPerMinute: 2 }))('allocation over a pool, like %s', (_, createWorld) => {
  it('[S12.2c, S12.2f] a mailbox that is added takes new meetings until its queue is as long as the other’s', async () => {
    const desk = new PoolStage(createWorld);
    const early = await desk.books(4);
    await desk.stage.settle(5_000);
    desk.add('mailbox-2');
    await desk.look();
    const late = await desk.books(5);
    expect([share(late, RIG_MAILBOX), share(late, 'mailbox-2')]).toEqual([0, 5]);
    await desk.stage.settle(4 * MINUTE_MS);
    await desk.look();
    const calm = await desk.books(8);
    expect(share(calm, 'mailbox-2')).toBeGreaterThan(2);
    expect(share(calm, RIG_MAILBOX)).toBeGreaterThan(2);
    await desk.stage.settle(5 * MINUTE_MS);
    for (const booked of [...early, ...late, ...calm]) {
      expect(await desk.answers(booked)).toEqual(['accept single-new']);
      expect(await desk.stage.doors(booked, start)).toEqual(['admitted']);
    }
  });

  it('[S12.2e] a draining mailbox is named for nothing new, and serves its meetings to the end', async () => {
    const desk = new PoolStage(createWorld);
    desk.add('mailbox-2');
    const early = await desk.books(6);
    const ours = early.filter(({ mailboxId }) => mailboxId === RIG_MAILBOX);
    expect(ours).toHaveLength(3);
    desk.drain(RIG_MAILBOX);
    expect(share(await desk.books(6), RIG_MAILBOX)).toBe(0);
    await desk.stage.settle(3 * MINUTE_MS);
    const [first, second, third] = ours;
    if (!first || !second || !third) throw new TypeError('There are three.');
    await desk.stage.world.update(first.meeting, { time: hoursLater(4) });
    await desk.stage.world.cancel(second.meeting);
    await desk.stage.settle(3 * MINUTE_MS);
    expect(await desk.stage.doors(first, start, hoursLater(4).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
    expect(await desk.stage.doors(second, start)).toEqual(['closed: cancelled']);
    expect(await desk.answers(first)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await desk.answers(third)).toEqual(['accept single-new']);
  });

  it('[S12.2d] a draft that asks again has the same room and mailbox, also when that one drains or another is idle', async () => {
    const desk = new PoolStage(createWorld);
    desk.add('mailbox-2');
    const ask = () => desk.stage.rig.click('draft-1', desk);
    const first = await ask();
    await desk.books(3);
    expect(await ask()).toMatchObject({ html: first.html, mailbox: first.mailbox });
    const id = desk.pool.find(({ email }) => email === first.mailbox.email)?.id ?? '';
    desk.drain(id);
    expect(await ask()).toMatchObject({ html: first.html, mailbox: first.mailbox });
    desk.pool = desk.pool.filter((each) => each.id !== id);
    const moved = await ask();
    expect(moved.html).toBe(first.html);
    expect(moved.mailbox.email).toBe(desk.pool[0]?.email);
  });

  it('[S12.2d] asking again counts as no further meeting', async () => {
    const desk = new PoolStage(createWorld);
    desk.add('mailbox-2');
    for (let again = 0; again < 4; again += 1) await desk.stage.rig.click('draft-1', desk);
    expect(share(await desk.books(3), 'mailbox-2')).toBe(2);
  });

  it('[S12.2e] a pool without an active mailbox gives out nothing', async () => {
    const desk = new PoolStage(createWorld);
    desk.drain(RIG_MAILBOX);
    await expect(desk.book()).rejects.toMatchObject({ code: 'ERR_INTEGRATION_OFF' });
  });
});
