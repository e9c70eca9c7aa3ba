/** An element as read: names without prefixes, attributes by local name, text of its own joined. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The text was no well-formed XML, or had what no honest answer has (a DOCTYPE, endless nesting, endless elements). */
export class MalformedXmlError extends Error {}

/** Elements within each other. */
export const MAX_DEPTH = 100;
/** Elements and attributes; a view of 1,000 meetings has about 40,000. */
export const MAX_NODES = 300_000;
