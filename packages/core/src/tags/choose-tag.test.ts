import { describe, expect, it } from 'vitest';
import { chooseTag, type TagWorth } from './choose-tag.ts';
import { findTags } from './tag-parser.ts';

/** What opens, by the beginning of its id. */
const worths: readonly (readonly [string, TagWorth])[] = [
  ['free', 'usable'],
  ['other', 'others'],
  ['dead', 'dead'],
];

async function choose(content: string, ownTagId: string | null = null) {
  const opened: string[] = [];
  const chosen = await chooseTag(findTags({ type: 'html', content: content.replaceAll('§', 'PXPS:-') }), {
    ownTagId,
    open: ({ id }) => {
      opened.push(id);
      return worths.find(([beginning]) => id.startsWith(beginning)) ?? null;
    },
    worthOf: ([, worth]) => worth,
  });
  return { chosen, opened };
}

describe('choosing the tag', () => {
  it.each([
    ['its own before all others', '§freea# §own# §otherc#', 'own'],
    ['its own where it is quoted', '§freea# <blockquote>§own#</blockquote>', 'own'],
    ['the first usable one', '§freea# §freeb#', 'freea'],
    [
      'a usable one that is not quoted before one that is',
      '<blockquote>§freea#</blockquote>§freeb#',
      'freeb',
    ],
    ['a usable one though it is quoted', '§otherc# §deadb#<blockquote>§freea#</blockquote>', 'freea'],
    ['a token as well', '§deadb# TOK:-freea#', 'freea'],
    ["another meeting's where nothing is usable", '§deadb# §otherc# §otherd#', 'otherc'],
    ["another meeting's that is not quoted", '<blockquote>§otherc#</blockquote>§otherd#', 'otherd'],
    ["another meeting's before a dead one", '§deadb#<blockquote>§otherc#</blockquote>', 'otherc'],
    ['a dead one where nothing else opens', '§strangea#<blockquote>§deada#</blockquote>§deadb#', 'deadb'],
    ['the quoted one of a reply below the own block', '<blockquote>§freea#</blockquote>', 'freea'],
  ])('takes %s', async (_, content, id) => {
    const { chosen } = await choose(content, 'own');
    expect(chosen).toMatchObject({ kind: id === 'own' ? 'own' : 'found', tag: { id } });
  });

  it.each([
    ['the meeting’s own', '§freea# §own#', []],
    [
      'the first usable one',
      '§otherc# §freea# §freeb# <blockquote>§freec#</blockquote>',
      ['otherc', 'freea'],
    ],
    ['each tag once', '§otherc# <p>§otherc#</p> §OTHERC# TOK:-otherc#', ['otherc', 'otherc']],
    ['none that was cut', '§otherc. §freea#', ['freea']],
    ['those first that are not quoted', '<blockquote>§otherc#</blockquote>§otherd#', ['otherd', 'otherc']],
  ])('opens %s and no more', async (_, content, expected) => {
    expect((await choose(content, 'own')).opened).toEqual(expected);
  });

  it('opens at most 32 tags of a body', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz234567'];
    const strangers = letters.map((letter) => `§strange${letter}#`).join('');
    const { chosen, opened } = await choose(`${strangers}§freea#`);
    expect(chosen.kind).toBe('foreign');
    expect(opened).toHaveLength(32);
    expect((await choose(`${strangers.replace('§strangea#', '')}§freea#`)).chosen.kind).toBe('found');
    expect((await choose(`<blockquote>${strangers}</blockquote>§freea#`)).opened).toEqual(['freea']);
    expect((await choose(`${strangers}§own#`, 'own')).chosen.kind).toBe('own');
  });

  it('takes neither a token nor what is left of a cut tag for its own', async () => {
    expect((await choose('TOK:-own#', 'own')).chosen.kind).toBe('foreign');
    expect((await choose('§own, §freea#', 'own')).chosen).toMatchObject({ tag: { id: 'freea' } });
  });

  it.each([
    ['none', '<blockquote>nothing</blockquote>'],
    ['malformed', '<blockquote>§free, cut</blockquote>'],
    ['foreign', '§free, cut. <blockquote>§strange#</blockquote>'],
  ])('tells %s', async (kind, content) => {
    expect((await choose(content)).chosen).toEqual({ kind });
  });
});
