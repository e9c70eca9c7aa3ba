import { ResponseCodeError } from './response-code-error.ts';
import type { XmlNode } from './xml-node.ts';

/** The fault for a request that the schema does not allow. */
export function schemaFault(violation: string): ResponseCodeError {
  return new ResponseCodeError(
    'ErrorSchemaValidation',
    `The request failed schema validation: ${violation}`,
    new Map([['Violation', violation]]),
  );
}

/** Refuses children that are unknown, or not in the order of the schema. */
export function checkChildren(node: XmlNode, order: readonly string[]): void {
  let reached = 0;
  for (const each of node.children) {
    const at = order.indexOf(each.name);
    if (at < 0) throw schemaFault(`The element '${node.name}' has invalid child element '${each.name}'.`);
    if (at < reached) throw schemaFault(`The element '${each.name}' comes too late in '${node.name}'.`);
    reached = at;
  }
}

/** The value of an attribute that must be there, and be one of the allowed ones. */
export function requiredAttribute(node: XmlNode, name: string, allowed?: readonly string[]): string {
  const value = node.attributes[name];
  if (value === undefined) throw schemaFault(`The required attribute '${name}' is missing.`);
  if (allowed && !allowed.includes(value))
    throw schemaFault(`The '${name}' attribute is invalid: '${value}'.`);
  return value;
}

/** The first child of that name, which must be there. */
export function requiredChild(node: XmlNode, name: string): XmlNode {
  const found = node.children.find((each) => each.name === name);
  if (!found) throw schemaFault(`The element '${node.name}' has incomplete content: '${name}' is missing.`);
  return found;
}

/** The children of that child, of which there must be one at least. */
export function requiredChildren(node: XmlNode, name: string): readonly [XmlNode, ...XmlNode[]] {
  const [first, ...rest] = requiredChild(node, name).children;
  if (!first) throw schemaFault(`The element '${name}' has incomplete content.`);
  return [first, ...rest];
}

/** A whole number in an attribute; null where it is not given. */
export function readInteger(node: XmlNode | null, name: string): number | null {
  const text = node?.attributes[name];
  if (text === undefined) return null;
  if (!/^[+-]?\d+$/.test(text)) throw schemaFault(`The '${name}' attribute is invalid.`);
  return Number(text);
}
