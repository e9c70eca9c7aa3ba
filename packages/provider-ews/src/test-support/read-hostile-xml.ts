import { cleanXml } from '../soap/xml-text.ts';
import { parseXml } from '../soap/xml-tree.ts';

const LENGTH = 8 * 1024 * 1024;

const filled = (piece: string): string => piece.repeat(LENGTH / piece.length);

/** 8 MB of what costs a reader most, by name. */
const texts: Readonly<Record<string, () => string>> = {
  references: () => `<a>${filled('&#65;')}</a>`,
  'halves of characters': () => `<a>${filled('&#55357;&#56832;')}</a>`,
  entities: () => `<a>${filled('&amp;')}</a>`,
  'tiny elements': () => `<a>${filled('<b/>')}</a>`,
  'tiny elements with text between': () => `<a>${filled(`<b/>${'x'.repeat(124)}`)}</a>`,
};

/** Reads one of the texts in a process of its own, whose memory the caller limits; prints what came of it. */
try {
  parseXml(cleanXml(texts[process.argv[2] ?? '']?.() ?? ''));
  process.stdout.write('read');
} catch {
  process.stdout.write('refused');
}
