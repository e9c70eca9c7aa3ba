import { SECOND_MS } from '@vmrkit/core';
import { RIG_MAILBOX, RIG_TENANT, type SchedulingRig } from '../../scheduling/scheduling-rig.ts';
import type { FlowStage } from './flow.ts';
import { doubledAnswers, waitingEffects } from './ledger.ts';

/** What must hold after every flow, whatever befell its manager. */
export interface Judgement {
  readonly problems: readonly string[];
  /** Kinds of the alarms that stand. */
  readonly alarms: readonly string[];
  readonly doubled: number;
}

/** Looks whether all is done, each room has its own aliases, and one of `owners` holds the lease (none: no worker ran). */
export async function judgeRun(
  { desk, world, clock }: Pick<FlowStage, 'desk' | 'world' | 'clock'>,
  { owners }: { readonly owners: readonly string[] },
): Promise<Judgement> {
  const problems: string[] = [];
  const meetings = await desk.meetings();
  const waiting = waitingEffects(meetings);
  if (waiting > 0) problems.push(`${waiting} effects wait`);
  const aliases = meetings.flatMap(({ conference }) =>
    conference === null ? [] : [conference.alias, conference.numericAlias],
  );
  if (new Set(aliases).size < aliases.length) problems.push('two rooms share an alias');
  if (owners.length > 0) {
    const before = await leaseOf(desk);
    await clock.advance(10 * SECOND_MS);
    const after = await leaseOf(desk);
    const held = owners.some((owner) => after?.owner?.startsWith(`${owner}/`));
    if (!held) problems.push(`the lease is held by ${after?.owner ?? 'nobody'}`);
    const beats = after?.fence === before?.fence && (after?.beat ?? 0) > (before?.beat ?? 0);
    if (held && !beats) problems.push('the lease’s holder shows no beat');
  }
  return { problems, alarms: await standingAlarms(desk), doubled: doubledAnswers(world) };
}

async function leaseOf(desk: SchedulingRig) {
  const [stored] = await desk.store.mailboxes.load(RIG_TENANT, [RIG_MAILBOX]);
  return stored?.value.lease;
}

async function standingAlarms(desk: SchedulingRig): Promise<readonly string[]> {
  const page = await desk.store.alarms.find(RIG_TENANT, {
    index: 'standing',
    equals: [RIG_TENANT],
    limit: 50,
  });
  return page.items.map(({ value }) => value.kind).sort();
}
