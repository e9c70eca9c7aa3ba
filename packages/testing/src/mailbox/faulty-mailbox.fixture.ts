import type { EquipmentMailbox, MailboxMessage, MeetingRequest, ReadResult } from '@vmrkit/core';
import type { WithSubject } from '../contract-check.ts';
import { altered } from '../faulty.fixture.ts';
import { createEwsLikeWorld } from './fakes/create-ews-like-world.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { inWorld } from './world-steps.ts';

/** How long a check waits for what a faulty mailbox never does. */
const PATIENCE_MS = 500;

type Spoil = (world: MailboxWorld) => MailboxWorld;

/** A sound world in memory whose checks do not wait for long. */
export const withSoundWorld: WithSubject<MailboxWorld> = (act) =>
  inWorld(async () => altered<MailboxWorld>(createEwsLikeWorld(), { patienceMs: PATIENCE_MS }), act);

/** A world whose mailbox does some things otherwise. */
export function mailbox(
  change: (sound: EquipmentMailbox, world: MailboxWorld) => Partial<EquipmentMailbox>,
): Spoil {
  return (world) => altered(world, { mailbox: altered(world.mailbox, change(world.mailbox, world)) });
}

/** A world whose mailbox gives other results of reading. */
export function reading(change: (result: ReadResult) => ReadResult): Spoil {
  return mailbox((sound) => ({
    read: async (refs, options) => (await sound.read(refs, options)).map(change),
  }));
}

/** A world whose mailbox tells messages otherwise. */
export function telling(change: (message: MailboxMessage) => MailboxMessage): Spoil {
  return reading((result) =>
    result.kind === 'message' ? { ...result, message: change(result.message) } : result,
  );
}

/** A world whose mailbox tells requests otherwise. */
export function tellingRequests(change: (request: MeetingRequest) => MailboxMessage): Spoil {
  return telling((message) => (message.kind === 'request' ? change(message) : message));
}
