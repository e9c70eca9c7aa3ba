import { scanXml } from '../soap/scan-xml.ts';
import { cleanXml } from '../soap/xml-text.ts';
import { MalformedXmlError, type XmlElement, XmlTreeBuilder } from '../soap/xml-tree.ts';

/** The most characters between two tags. Notifications carry ids, no bodies. */
const MAX_PIECE = 1_000_000;
/** The most characters of one envelope. */
const MAX_ENVELOPE = 8_000_000;
const PROLOG = /^[\uFEFF\s]+/;

/**
 * Reads a row of whole documents out of a stream of bytes whose borders mean nothing: documents may be split
 * anywhere, also inside a character, or come several at a time, each perhaps with an XML declaration of its own.
 */
export class EnvelopeReader {
  readonly #decoder = new TextDecoder('utf-8');
  #builder = new XmlTreeBuilder();
  #pending = '';
  #length = 0;

  /** Takes bytes; gives the documents that closed with them. Throws MalformedXmlError. */
  read(bytes: Uint8Array): readonly XmlElement[] {
    const fresh = this.#decoder.decode(bytes, { stream: true });
    const alone = this.#wholeAndAlone(fresh);
    if (alone) return [alone];
    const closed: XmlElement[] = [];
    let from = 0;
    for (let end = fresh.indexOf('>'); end >= 0; end = fresh.indexOf('>', from)) {
      const root = this.#feed(this.#pending + fresh.slice(from, end + 1));
      if (root) closed.push(root);
      this.#pending = '';
      from = end + 1;
    }
    this.#pending += fresh.slice(from);
    if (this.#pending.length > MAX_PIECE) throw new MalformedXmlError('A piece without end.');
    return closed;
  }

  /** The document that is all of `text`, as one that tells of news mostly is; null where it must be put together. */
  #wholeAndAlone(text: string): XmlElement | null {
    if (this.#length > 0 || this.#pending !== '' || text.length > MAX_PIECE) return null;
    return scanXml(cleanXml(text.replace(PROLOG, '')));
  }

  #feed(piece: string): XmlElement | null {
    const text = this.#length === 0 ? piece.replace(PROLOG, '') : piece;
    this.#length += text.length;
    if (this.#length > MAX_ENVELOPE) throw new MalformedXmlError('A document without end.');
    this.#builder.write(cleanXml(text));
    const { root } = this.#builder;
    if (!root) return null;
    this.#builder = new XmlTreeBuilder();
    this.#length = 0;
    return root;
  }
}
