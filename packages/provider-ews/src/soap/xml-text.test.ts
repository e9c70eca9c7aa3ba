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
