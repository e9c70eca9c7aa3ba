import type { ExtendedValue } from '../model/item.ts';
import type { EwsContext } from './ews-context.ts';
import { readExtendedField } from './extended-property.ts';
import { readExtendedProperties } from './read-item.ts';
import type { XmlNode } from './xml-node.ts';

/** An extended property by its key with its new value; null where it is deleted. */
export type ExtendedUpdate = readonly [key: string, value: ExtendedValue | null];

/** Reads the update of an extended property; `holder` is the item or folder in it, which a deletion lacks. */
export function readExtendedUpdate(
  context: EwsContext,
  path: XmlNode,
  holder: XmlNode | undefined,
): readonly ExtendedUpdate[] {
  const { key } = readExtendedField(path, context.org.switches);
  return holder ? [...readExtendedProperties(context, holder)] : [[key, null]];
}

/** Carries out such updates. */
export function applyExtended(
  { extended }: { readonly extended: Map<string, ExtendedValue> },
  updates: readonly ExtendedUpdate[],
): void {
  for (const [key, value] of updates) {
    if (value) extended.set(key, value);
    else extended.delete(key);
  }
}
