import type { ReservationService } from '../../allocation/reservation-service.ts';
import type { MeetingKey } from '../../identity/meeting-key.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { MessageBody } from '../../message-body/message-body.ts';
import { readableText } from '../../message-body/replace-in-body.ts';
import { chooseTag } from '../../tags/choose-tag.ts';

/** What {@link chooseRecoveryTag} reads a body with. */
export type RecoveryReader = Pick<WorkerContext, 'tags' | 'mailboxId'> & {
  readonly reservations: Pick<ReservationService, 'aliasesBehind' | 'isRestorable'>;
};

/**
 * Id of the sealed tag by which a meeting can have its old aliases back, by the mailbox's own rule; a tag whose
 * aliases are not available is dead. Null without one, and when the body names the number under another domain than the
 * one of today.
 */
export async function chooseRecoveryTag(
  body: MessageBody,
  meetingKey: MeetingKey,
  { tags, reservations, mailboxId }: RecoveryReader,
): Promise<string | null> {
  const chosen = await chooseTag(tags.find(body), {
    ownTagId: null,
    open: async ({ kind, id }) => {
      const aliases = kind === 'scheduling' ? reservations.aliasesBehind(id) : null;
      if (aliases === null) return null;
      return { ...aliases, isUsable: await reservations.isRestorable(id, { meetingKey, mailboxId }) };
    },
    worthOf: ({ isUsable }) => (isUsable ? 'usable' : 'dead'),
  });
  if (chosen.kind !== 'found') return null;
  const { characters } = readableText(body);
  const named = characters.includes(`${chosen.opened.numericAlias.toLowerCase()}@`);
  return named && !characters.includes(chosen.opened.alias.toLowerCase()) ? null : chosen.tag.id;
}
