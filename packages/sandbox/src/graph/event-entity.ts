import type { CalendarItem } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { eventJson, eventOfMessage, eventType } from './event-json.ts';
import { itemProperties, readPropertyFilter } from './extended-properties.ts';
import type { Json, MailboxContext } from './graph-request.ts';
import { applySelect, readExpand, readSelect } from './select.ts';

/** An event as the query options of the request want it. */
export function oneEvent(
  { query, prefer }: Pick<MailboxContext, 'query' | 'prefer'>,
  view: ItemView & { readonly item: CalendarItem },
): Json {
  const entity = applySelect(eventJson(view, prefer), readSelect(query.get('$select'), eventType));
  const part = readExpand(query.get('$expand')).find(({ name }) => name === 'singleValueExtendedProperties');
  const properties = part && itemProperties(view, readPropertyFilter(part.options.get('$filter') ?? ''));
  return properties ? { ...entity, singleValueExtendedProperties: properties } : entity;
}

/** The `event` of a meeting message, with the options in the parentheses of its expansion. */
export function expandEvent(
  { org, prefer }: Pick<MailboxContext, 'org' | 'prefer'>,
  message: ItemView,
  options: ReadonlyMap<string, string>,
): Json {
  const event = eventOfMessage(message);
  if (event) return { event: oneEvent({ query: options, prefer }, event) };
  const { graphMissingEvent } = org.switches;
  if (graphMissingEvent === 'absent') return {};
  return { event: graphMissingEvent === 'null' ? null : {} };
}
