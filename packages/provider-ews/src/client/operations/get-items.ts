import { EwsFailure } from '../../errors/ews-failure.ts';
import { responseMessages } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { childOf } from '../../soap/xml-tree.ts';
import type { EwsCallOptions, ItemAnswer, ItemShape } from '../ews-client.ts';
import { callOperation, type EwsSession, type ServerHabits } from '../ews-session.ts';
import { asksZoneIds, itemShape } from '../item-shapes.ts';

/** What a server answers that does not know a property it is asked for. */
const UNKNOWN_PROPERTY = new Set(['ErrorSchemaValidation', 'ErrorInvalidPropertyRequest']);

/** GetItem. One answer per id, in order. Another number of answers is malformed: none can be told whose it is. */
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
    const messages = responseMessages(body);
    if (messages.length !== ids.length) throw new EwsFailure('malformed', { maySent: true });
    return messages.map(({ code, element }): ItemAnswer => {
      const item = childOf(element, 'Items')?.children[0];
      return item ? { kind: 'item', element: item } : { kind: 'refused', code: refusal(code) };
    });
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

function refusal(code: string): string {
  return code === 'NoError' ? 'ErrorInternalServerError' : code;
}
