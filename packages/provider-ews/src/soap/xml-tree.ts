import { type SaxesOptions, SaxesParser, type SaxesTagNS } from 'saxes';
import { scanXml } from './scan-xml.ts';
import { MAX_DEPTH, MAX_NODES, MalformedXmlError, type XmlElement } from './xml-element.ts';

export { MalformedXmlError, type XmlElement };

interface Draft {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: Draft[];
  text: string;
}

/** Without positions saxes is three times as fast. */
const OPTIONS = { xmlns: true, position: false } as const satisfies SaxesOptions;

/** Builds trees from pieces of text, and tells when a root has closed. */
export class XmlTreeBuilder {
  readonly #parser = new SaxesParser<typeof OPTIONS>(OPTIONS);
  readonly #open: Draft[] = [];
  #root: Draft | null = null;
  #nodes = 0;

  constructor() {
    this.#parser.on('error', (error) => {
      throw new MalformedXmlError('Not well-formed XML.', { cause: error });
    });
    this.#parser.on('doctype', () => {
      throw new MalformedXmlError('A DOCTYPE is not accepted.');
    });
    this.#parser.on('attribute', () => this.#count());
    this.#parser.on('opentag', (tag) => this.#enter(tag));
    this.#parser.on('closetag', () => {
      const closed = this.#open.pop();
      if (this.#open.length === 0 && closed) this.#root = closed;
    });
    const text = (piece: string): void => {
      const current = this.#open.at(-1);
      if (current) current.text += piece;
    };
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
  }

  /** The root, once it has closed. */
  get root(): XmlElement | null {
    return this.#root;
  }

  /** Reads on. Throws MalformedXmlError. */
  write(piece: string): void {
    this.#parser.write(piece);
  }

  /** Nothing more comes. Throws MalformedXmlError when something was still open or missing. */
  close(): XmlElement {
    this.#parser.close();
    if (!this.#root) throw new MalformedXmlError('There is no root element.');
    return this.#root;
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw new MalformedXmlError('Too many elements.');
  }

  #enter(tag: SaxesTagNS): void {
    this.#count();
    const attributes: Record<string, string> = Object.create(null);
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns')
        attributes[attribute.local] = attribute.value;
    }
    const element: Draft = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    if (this.#open.length > MAX_DEPTH) throw new MalformedXmlError('Nested too deeply.');
  }
}

/** Reads one document. Throws MalformedXmlError. */
export function parseXml(text: string): XmlElement {
  return scanXml(text) ?? parseStrictly(text);
}

/** The same by a parser that knows all of XML 1.0, or says what is wrong. */
export function parseStrictly(text: string): XmlElement {
  const builder = new XmlTreeBuilder();
  builder.write(text);
  return builder.close();
}

/** The first child of that name. */
export function childOf(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}

/** All children of that name, or all children. */
export function childrenOf(element: XmlElement | null | undefined, name?: string): readonly XmlElement[] {
  const children = element?.children ?? [];
  return name === undefined ? children : children.filter((child) => child.name === name);
}

/** Text of the element that a path of names leads to; null when there is none. */
export function textOf(element: XmlElement | null | undefined, ...path: readonly string[]): string | null {
  let current: XmlElement | null = element ?? null;
  for (const name of path) current = childOf(current, name);
  return current?.text ?? null;
}

/** The first element of that name at any depth. */
export function findElement(element: XmlElement, name: string): XmlElement | null {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = findElement(child, name);
    if (found) return found;
  }
  return null;
}
