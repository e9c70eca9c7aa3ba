import { describe, expect, test } from 'vitest';
import { openJoinToken, sealJoinToken } from './join-token.ts';
import { openSchedulingTag, sealSchedulingTag, tagIdOf } from './scheduling-tag.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const links = { current: key(1), retired: [] };
const tags = { current: key(2), retired: [] };
const content = {
  integrationId: '11111111-1111-4111-8111-111111111111',
  prefix: '55',
  length: 6,
  number: 4711,
};
const random = { bytes: (count: number) => new Uint8Array(count).fill(7), uint32: () => 7 };
const tagId = tagIdOf(sealSchedulingTag(content, { keys: tags, random }));
const token = sealJoinToken(tagId, links);

describe('the token of a join link', () => {
  test('opens to the tag, and is the same each time', () => {
    expect(openJoinToken(token, links)).toBe(tagId);
    expect(sealJoinToken(tagId, links)).toBe(token);
    expect(openSchedulingTag(openJoinToken(token, links) ?? '', tags)).toEqual(content);
  });

  test('is no longer than a URL in a mail should be', () => {
    expect(token.length).toBeLessThan(130);
    expect(token).toMatch(/^[\w-]+$/);
  });

  test('is not the tag, and the tag is no token', () => {
    expect(openSchedulingTag(token, tags)).toBeNull();
    expect(openJoinToken(tagId, links)).toBeNull();
    expect(openJoinToken(tagId, tags)).toBeNull();
  });

  test('opens with a retired key, and with no other', () => {
    expect(openJoinToken(token, { current: key(3), retired: [key(1)] })).toBe(tagId);
    expect(openJoinToken(token, { current: key(3), retired: [key(2)] })).toBeNull();
  });

  test('any changed character ends it', () => {
    for (let at = 0; at < token.length - 1; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(openJoinToken(token.slice(0, at) + other + token.slice(at + 1), links)).toBeNull();
    }
  });

  test.each([
    '',
    'AQ',
    'x'.repeat(600),
    '../../etc',
    `%${token}`,
    `${token}%`,
    `${token}=`,
    `${token}%00`,
    token.slice(0, -8),
  ])('takes no %j', (text) => {
    expect(openJoinToken(text, links)).toBeNull();
  });

  test('is made of no text that is no id', () => {
    expect(() => sealJoinToken('no id', links)).toThrow('no id of a tag');
  });
});
