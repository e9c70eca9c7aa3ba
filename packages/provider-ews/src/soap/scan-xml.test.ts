import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanXml } from './scan-xml.ts';
import { MalformedXmlError, type XmlElement } from './xml-element.ts';
import { parseStrictly } from './xml-tree.ts';

/** What the parser of all of XML makes of it; null: it refuses. */
function judged(text: string): XmlElement | null {
  try {
    return parseStrictly(text);
  } catch {
    return null;
  }
}

const usual = [
  '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="urn:s"><s:Body a="1&amp;2"> x &lt; y </s:Body></s:Envelope>',
  '<a xmlns="urn:a"><b xmlns=""/>text<c/>more</a>\n',
  '<h:Info MajorVersion="15" xmlns:h="urn:h" xmlns="urn:d"><Child/></h:Info>',
  '<a>&#65;&#x42;&quot;&apos;&gt;é😀</a >',
  '<a b="1&#xD;2&#9;">line&#xD;\nline&#13;&#10;&#xFFFD;&#x1F600;</a>',
];

describe('scanXml', () => {
  it.each(usual)('reads %s as the parser does', (text) => {
    expect(scanXml(text)).toEqual(judged(text));
    expect(scanXml(text)).not.toBeNull();
  });

  it.each([
    ['a comment', '<a><!-- x --></a>'],
    ['CDATA', '<a><![CDATA[x]]></a>'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['an instruction', '<a><?x y?></a>'],
    ['a carriage return', '<a>x\r\ny</a>'],
    ['single quotes', "<a b='1'/>"],
    ['a prefixed attribute', '<a xmlns:x="urn:x" x:b="1"/>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['half a character', '<a>\uD83D</a>'],
    ['a reference to half a character', '<a>&#xD83D;</a>'],
    ['a reference to no character', '<a>&#xFFFE;&#x110000;</a>'],
    ['a reference to a forbidden character', '<a>&#x1;</a>'],
    ['a namespace with a blank', '<a xmlns=" u"/>'],
    ['a bare ampersand', '<a>x & y</a>'],
    ['a forbidden character', '<a>\u0001</a>'],
    ['the end of CDATA', '<a>]]></a>'],
    ['an unbound prefix', '<x:a/>'],
    ['a prefix that objects have', '<constructor:a/>'],
    ['a prefix taken back', '<a xmlns:x=""/>'],
    ['a reserved prefix', '<a xmlns:xml="urn:x"/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['attributes without a space', '<a b="1"c="2"/>'],
    ['a wrong end tag', '<a><b></a></b>'],
    ['a longer end tag', '<a></ab>'],
    ['no end', '<a><b></b>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>x'],
    ['text before the root', 'x<a/>'],
    ['nothing', ''],
  ])('leaves %s to the parser', (_, text) => {
    expect(scanXml(text)).toBeNull();
  });

  it('refuses endless nesting and endless elements itself', () => {
    expect(() => scanXml('<a>'.repeat(101))).toThrow(MalformedXmlError);
    expect(() => scanXml(`<a>${'<b/>'.repeat(300_001)}</a>`)).toThrow(MalformedXmlError);
  });

  it('reads nothing that the parser refuses, and nothing otherwise than it', () => {
    const pieces = [
      '<a>',
      '</a>',
      '<b/>',
      '<x:a>',
      '</x:a>',
      '<a b="1"',
      ' c="&amp;"',
      ' xmlns="u"',
      ' xmlns:x="v"',
      '>',
      '/>',
      'text',
      ' ',
      '\n',
      '&lt;',
      '&#65;',
      '&#10;',
      '&#xD;',
      '&#xFFFE;',
      ' xmlns="u&#9;"',
      '&',
      '<',
      '"',
      '=',
      ']]>',
      '<!--',
      '-->',
      '\r',
      '😀',
    ];
    const random = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((list) => list.join(''));
    const texts = fc.oneof(
      random,
      random.map((inner) => `<a xmlns:x="u">${inner}</a>`),
    );
    const property = fc.property(texts, (text) => {
      const scanned = scanXml(text);
      if (scanned !== null) expect(scanned).toEqual(judged(text));
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
