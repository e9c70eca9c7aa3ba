import { EwsFailure } from '../../errors/ews-failure.ts';
import { type ResponseMessage, responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { childOf } from '../../soap/xml-tree.ts';
import type { EwsCallOptions, ItemAnswer, ItemShape } from '../ews-client.ts';
import { callOperation, type EwsSession, type ServerHabits } from '../ews-session.ts';
import { itemIdOf } from '../item-properties.ts';
import { asksZoneIds, itemShape } from '../item-shapes.ts';

/** What a server answers that does not know a property it is asked for. */
const UNKNOWN_PROPERTY = new Set(['ErrorSchemaValidation', 'ErrorInvalidPropertyRequest']);

/** GetItem. One answer per id, in order. Answers that cannot be told whose they are, are malformed. */
export async function getItems(
  session: EwsSession,
  ids: readonly string[],
  options: EwsCallOptions & { readonly shape: ItemShape },
): Promise<readonly ItemAnswer[]> {
  const { shape, ...call } = options;
  const { habits } = session;
  try {
    const { body } = await callOperation(session, 'GetItem', {
      ...call,
      repeatable: true,
      body: getItemBody(ids, shape, habits),
    });
    return inOrderOf(ids, responseMessages(body));
  } catch (error) {
    const unknown = error instanceof EwsFailure && UNKNOWN_PROPERTY.has(error.reason);
    if (!unknown || !habits.zoneIds || !asksZoneIds(shape)) throw error;
    habits.zoneIds = false;
    return getItems(session, ids, options);
  }
}

function getItemBody(ids: readonly string[], shape: ItemShape, habits: ServerHabits): Xml {
  const items = ids.map((id) => xml`<t:ItemId Id="${id}"/>`);
  return xml`<m:GetItem>${itemShape(shape, habits)}<m:ItemIds>${items}</m:ItemIds></m:GetItem>`;
}

/**
 * The answers in the order of the ids. An item tells its own id; a refusal tells none, so it is taken for the id at its
 * place where all items stand at theirs.
 */
function inOrderOf(ids: readonly string[], messages: readonly ResponseMessage[]): readonly ItemAnswer[] {
  const answers = messages.map(toAnswer);
  const places = new Map(answers.map(({ id }, place) => [id, place]));
  const inPlace = answers.every(({ id }, place) => id === null || id === ids[place]);
  if (answers.length === ids.length && (inPlace || ids.every((id) => places.has(id)))) {
    return ids.flatMap((id, place) => answers[inPlace ? place : (places.get(id) ?? place)]?.answer ?? []);
  }
  throw new EwsFailure('malformed', { maySent: true });
}

/** An answer with the id of the item that it holds; the id of a refusal is null. */
function toAnswer({ code, element }: ResponseMessage): {
  readonly id: string | null;
  readonly answer: ItemAnswer;
} {
  const item = childOf(element, 'Items')?.children[0];
  if (!item) return { id: null, answer: { kind: 'refused', code: refusal(code) } };
  return { id: itemIdOf(item)?.id ?? '', answer: { kind: 'item', element: item } };
}

function refusal(code: string): string {
  return code === 'NoError' ? 'ErrorInternalServerError' : code;
}
