import { chooseTag } from '../../allocation/choose-tag.ts';
import { readableText } from '../../allocation/replace-in-body.ts';
import type { MessageBody } from '../../mailbox/meeting-message.ts';
import type { WorkerContext } from '../../worker/worker-context.ts';

/**
 * Id of the sealed tag by which a meeting can have its old aliases back: the first outside quoted text that belongs to
 * this integration. Null without one, and when the body names the number under another domain than the one of today.
 */
export async function chooseRecoveryTag(
  body: MessageBody,
  { tags, reservations }: Pick<WorkerContext, 'tags' | 'reservations'>,
): Promise<string | null> {
  const chosen = await chooseTag(tags.find(body), {
    ownTagId: null,
    open: ({ kind, id }) => (kind === 'scheduling' ? reservations.aliasesBehind(id) : null),
  });
  if (chosen.kind !== 'found') return null;
  const { characters } = readableText(body);
  const named = characters.includes(`${chosen.opened.numericAlias.toLowerCase()}@`);
  return named && !characters.includes(chosen.opened.alias.toLowerCase()) ? null : chosen.tag.id;
}
