import type { ItemView } from '../model/item-view.ts';
import { itemElementName, itemProperties, messageProperties } from './item-properties.ts';
import type { ItemShape } from './item-shape.ts';
import { calendarItemProperties, cancellationProperties, requestProperties } from './meeting-properties.ts';
import type { Property } from './property.ts';
import { ResponseCodeError } from './response-code-error.ts';

const tables: Readonly<Record<string, readonly Property[]>> = {
  CalendarItem: [...itemProperties, ...calendarItemProperties],
  Message: [...itemProperties, ...messageProperties],
  MeetingRequest: [...itemProperties, ...messageProperties, ...requestProperties],
  MeetingCancellation: [...itemProperties, ...messageProperties, ...cancellationProperties],
  MeetingResponse: [...itemProperties, ...messageProperties, ...cancellationProperties],
};

const chosen = new Map<string, readonly Property[]>();

/** The markup of an item in the shape that was asked for. Throws where reading it was made to fail. */
export function renderItem(view: ItemView, shape: ItemShape): string {
  const { poison } = view.item;
  if (poison !== null && !view.inFind && asksForPoisoned(shape, poison)) {
    throw new ResponseCodeError(poison, 'The item cannot be read.');
  }
  const name = itemElementName(view);
  let markup = `<t:${name}>`;
  for (const property of propertiesOf(name, shape, view.inFind)) markup += property.render(view, shape);
  return `${markup}</t:${name}>`;
}

/** What fails to convert is a body; whatever else is wrong with an item is wrong with all of it but its id. */
function asksForPoisoned({ base, names, includeMimeContent }: ItemShape, poison: string): boolean {
  if (!poison.endsWith('ContentConversionFailed')) return base !== 'IdOnly' || names.size > 0;
  return base !== 'IdOnly' || includeMimeContent || names.has('Body') || names.has('TextBody');
}

/** The markup of an item with nothing but its id. */
export function renderItemId(view: ItemView): string {
  const name = itemElementName(view);
  return `<t:${name}><t:ItemId Id="${view.id}" ChangeKey="${view.item.changeKey}"/></t:${name}>`;
}

function propertiesOf(name: string, shape: ItemShape, inFind: boolean): readonly Property[] {
  const key = `${name}|${inFind}|${shape.key}|${shape.includeMimeContent}`;
  const known = chosen.get(key);
  if (known) return known;
  const wanted = (property: Property) =>
    property.name === 'ItemId' ||
    shape.names.has(property.name) ||
    (property.name === 'ExtendedProperty' && shape.extended.length > 0) ||
    (property.name === 'MimeContent' && shape.includeMimeContent) ||
    // Even all properties are without the MIME content, unless it is asked for.
    (shape.base === 'AllProperties' && property.name !== 'MimeContent') ||
    (shape.base === 'Default' && property.standard);
  const properties = (tables[name] ?? []).filter((each) => wanted(each) && (each.inFind || !inFind));
  if (chosen.size > 2_000) chosen.clear();
  chosen.set(key, properties);
  return properties;
}
