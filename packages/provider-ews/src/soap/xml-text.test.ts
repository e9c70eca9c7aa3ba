import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanXml, xml } from './xml-text.ts';
import { parseXml } from './xml-tree.ts';

const markup = ['&', '<', '>', '"', "'", ']]>', '&#x0;', '&lt;', '<b>', '\r', '\n', '\u0000', '\ud800'];
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...markup), fc.string({ unit: 'binary', maxLength: 3 })))
  .map((pieces) => pieces.join(''));

describe('writing XML', () => {
  it('any string comes back as it was, but for characters that XML forbids', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const root = parseXml(xml`<a b="${text.replaceAll(/[\n\t]/g, ' ')}">${text}</a>`.toString());
        const legal = [...text]
          .filter((character) => {
            const code = character.codePointAt(0) ?? 0;
            if (code === 0xfffe || code === 0xffff) return false;
            return code >= 0x20 || code === 9 || code === 10 || code === 13;
          })
          .join('')
          .replaceAll(/[\ud800-\udfff]/gu, '\ufffd');
        expect(root.text).toBe(legal);
        expect(root.children).toHaveLength(0);
      }),
    );
  });
});

describe('cleaning received XML', () => {
  it('takes out illegal references and characters, and leaves legal ones', () => {
    const cleaned = cleanXml(
      '<a>&#x0;&#0;&#x2;&#x10;&#xD800;&#x110000;&#99999999999999;\u0000\u001f&#xD;&#x1F600;&amp;</a>',
    );
    expect(cleaned).toBe('<a>&#xD;&#x1F600;&amp;</a>');
  });

  it.each([
    ['decimal references', '&#55357;&#56832;', '\u{1F600}'],
    ['hexadecimal references', '&#xD83D;&#xDE00;', '\u{1F600}'],
    ['references in lower case with zeros', '&#x0d83d;&#0056832;', '\u{1F600}'],
    ['a character and a reference', '\ud83d&#xDE00;', '\u{1F600}'],
    ['two of them in a row', '&#xD83D;&#xDE00;&#55357;&#56832;', '\u{1F600}\u{1F600}'],
    ['the first and the last beyond U+FFFF', '&#xD800;&#xDC00;&#xDBFF;&#xDFFF;', '\u{10000}\u{10FFFF}'],
    ['a lone high one', 'a&#xD83D;b', 'ab'],
    ['a lone low one', 'a&#56832;b', 'ab'],
    ['a lone raw one', 'a\ud83db', 'ab'],
    ['both in the wrong order', '&#xDE00;&#xD83D;', ''],
    ['two high ones and a low one', '&#xD83D;&#xD83D;&#xDE00;', '\u{1F600}'],
    ['what another character stands between', '&#xD83D; &#xDE00;', ' '],
    ['what an illegal reference stands between', '&#xD83D;&#x0;&#xDE00;', ''],
    ['what an illegal character stands between', '&#xD83D;\u0001&#xDE00;', ''],
    ['their neighbours', '&#55295;&#57344;', '\ud7ff\ue000'],
    ['an escaped ampersand', '&amp;#55357;&amp;#56832;', '&#55357;&#56832;'],
  ])('joins the halves of a character, and takes out a lone one: %s', (_name, written, read) => {
    expect(parseXml(cleanXml(`<a>${written}</a>`)).text).toBe(read);
    expect(parseXml(cleanXml(`<a b="${written}"/>`)).attributes.b).toBe(read);
  });

  it('whatever it is given, what it leaves has no illegal character', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }).map((text) => text.replaceAll(/[<&]/g, '')),
      fc.nat(0x120000).map((code) => `&#${code};`),
      fc.nat(0x120000).map((code) => `&#x${code.toString(16)};`),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(() => parseXml(cleanXml(`<a>${pieces.join('').replaceAll(']]>', '')}</a>`))).not.toThrow();
      }),
    );
  });
});

describe('reading XML', () => {
  it.each([
    ['<a><b></a>', 'unbalanced'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'a DOCTYPE'],
    [`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'too deep'],
    ['<a>&nbsp;</a>', 'an undefined entity'],
    ['<p:a/>', 'an unbound prefix'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (text) => {
    expect(() => parseXml(text)).toThrow();
  });

  it('takes any prefix', () => {
    const root = parseXml('<x:a xmlns:x="urn:n"><y:b xmlns:y="urn:m" z="1">t<![CDATA[<u>]]></y:b></x:a>');
    expect(root).toMatchObject({ name: 'a', namespace: 'urn:n' });
    expect(root.children[0]).toMatchObject({ name: 'b', attributes: { z: '1' }, text: 't<u>' });
  });
});
