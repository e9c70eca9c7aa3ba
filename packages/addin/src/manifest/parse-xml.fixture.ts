import { SaxesParser } from 'saxes';

/** An element as a reader finds it. */
export interface FoundElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: FoundElement[];
  text: string;
}

/** Reads a document; throws where it is not well-formed. */
export function parseXml(xml: string): FoundElement {
  const root: FoundElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const found: FoundElement = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(found);
    open.push(found);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  const [document] = root.children;
  if (document === undefined) throw new Error('There is no element.');
  return document;
}

/** An element and all below it, in their order. */
export function everyElement(start: FoundElement): readonly FoundElement[] {
  return [start, ...start.children.flatMap(everyElement)];
}

/** All elements of a name below `start`. */
export function named(start: FoundElement, name: string): readonly FoundElement[] {
  return everyElement(start).filter((each) => each.name === name);
}
