import type { DocumentDatabase, EquipmentMailbox } from '@vmrkit/core';
import type { FakeClock, FakeMailboxWorld, WeakMemoryDatabase } from '@vmrkit/testing';
import type { SchedulingRig, SchedulingRigOptions } from '../../scheduling/scheduling-rig.ts';

/** What a flow acts on. */
export interface FlowStage {
  readonly clock: FakeClock;
  readonly world: FakeMailboxWorld;
  /** Another process on the same store: the edge's side, and the judge. No fault befalls it. */
  readonly desk: SchedulingRig;
  /** Lets the manager work for `milliseconds`, by default 30 s, and longer until it is over a fault that struck. */
  settle(milliseconds?: number): Promise<void>;
  /** Lets an operator run a command, again after a while until it reports true. */
  operate(command: (rig: SchedulingRig) => Promise<boolean>): Promise<void>;
}

/** Something that organizers or operators do, and what can be seen of it in the end. */
export interface Flow {
  readonly title: string;
  createWorld(clock: FakeClock): FakeMailboxWorld;
  readonly withoutRights?: boolean;
  readonly settings?: SchedulingRigOptions['settings'];
  readonly policy?: SchedulingRigOptions['policy'];
  /** An operator's commands are what is tried: no worker runs. */
  readonly commandsOnly?: boolean;
  /** The mail system refuses no second answer, so the one documented doubling may happen (S4.8). */
  readonly mayDouble?: boolean;
  /** A part of the managers taken out: what they get instead of their store or mailbox. Shows that its lack is noticed. */
  without?: {
    database?(sound: DocumentDatabase): DocumentDatabase;
    mailbox?(sound: EquipmentMailbox): EquipmentMailbox;
  };
  /** Comes before anything can go wrong; gives the store to go on with. */
  prepare?(clock: FakeClock, world: FakeMailboxWorld): Promise<WeakMemoryDatabase>;
  /** Acts, settles, and gives back what must be the same whatever befell the manager. */
  run(stage: FlowStage): Promise<object>;
}
