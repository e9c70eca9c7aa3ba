import type { MeetingRequest } from '@vmrkit/core';
import { FakeClock } from '../../runtime/fake-clock.ts';
import type { MailboxWorld } from '../mailbox-world.ts';
import { follow } from '../world-steps.ts';
import { createEwsLikeWorld, type EwsLikeWorldOptions } from './create-ews-like-world.ts';

export function create(options: EwsLikeWorldOptions = {}) {
  return createEwsLikeWorld({ clock: new FakeClock(), ...options });
}

/** Reads what can be read of all that was told, in the order told. */
export async function readAll(world: MailboxWorld) {
  const { refs } = await follow(world, null, () => true);
  const results = await world.mailbox.read(refs);
  return results.flatMap((result) => (result.kind === 'message' ? [result.message] : []));
}

export async function onlyRequest(world: MailboxWorld): Promise<MeetingRequest> {
  const [message, ...others] = await readAll(world);
  if (message?.kind !== 'request' || others.length > 0) throw new Error('Not one request.');
  return message;
}
