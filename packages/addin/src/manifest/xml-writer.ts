import { InvalidInputError } from '@vmrkit/core';

/** An element with its attributes in their order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[] | string;
}

/** An element; its children are elements or one text. */
export function element(
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: XmlElement['children'] = [],
): XmlElement {
  return { name, attributes, children };
}

/** Whether XML 1.0 can hold `text`: no control characters, no half of a surrogate pair. */
export function isXmlText(text: string): boolean {
  return /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text);
}

/** A document with every text escaped. Throws InvalidInputError `ERR_MANIFEST_INVALID` where XML cannot hold one. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}`;
}

function write({ name, attributes, children }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${start}/>\n`;
  if (typeof children === 'string') return `${start}>${escaped(children)}</${name}>\n`;
  const inner = children.map((child) => write(child, `${indent}  `));
  return `${start}>\n${inner.join('')}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  if (!isXmlText(text)) {
    throw new InvalidInputError('A text of the manifest holds characters that XML cannot hold.', {
      code: 'ERR_MANIFEST_INVALID',
    });
  }
  return text.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
