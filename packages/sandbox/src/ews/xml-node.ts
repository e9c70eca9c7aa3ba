import { SaxesParser } from 'saxes';

/** An element as it was read. */
export interface XmlNode {
  /** Local name. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  /** All character data directly inside. */
  text: string;
}

const maxDepth = 64;

/** Reads a document. Throws a `SyntaxError` for what is not well-formed, has a DTD, or is nested too deep. */
export function parseXml(text: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: XmlNode[] = [];
  let root: XmlNode | null = null;
  parser.on('error', (error) => {
    throw new SyntaxError(error.message);
  });
  parser.on('doctype', () => {
    throw new SyntaxError('A document type is not allowed.');
  });
  parser.on('opentag', (tag) => {
    const attributes: Record<string, string> = {};
    for (const each of Object.values(tag.attributes)) attributes[each.local] = each.value;
    const node: XmlNode = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    root ??= node;
    if (open.push(node) > maxDepth) throw new SyntaxError('The document is nested too deep.');
  });
  parser.on('text', (chunk) => {
    const node = open.at(-1);
    if (node) node.text += chunk;
  });
  parser.on('cdata', (chunk) => {
    const node = open.at(-1);
    if (node) node.text += chunk;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text.startsWith('\uFEFF') ? text.slice(1) : text).close();
  if (root === null) throw new SyntaxError('The document has no element.');
  return root;
}

/** The first child of that local name; null if there is none. */
export function child(node: XmlNode | null | undefined, name: string): XmlNode | null {
  return node?.children.find((each) => each.name === name) ?? null;
}

/** Whether an `xs:boolean` says yes: as `true`, or as `1`. */
export function isTrue(text: string | null | undefined): boolean {
  return text === 'true' || text === '1';
}

/** The text of the first child of that local name; null if there is none. */
export function childText(node: XmlNode | null | undefined, name: string): string | null {
  return child(node, name)?.text ?? null;
}
