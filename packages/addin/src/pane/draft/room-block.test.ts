import { describe, expect, test } from 'vitest';
import {
  beginsWithTable,
  bodyTags,
  findBlocks,
  foreignMeeting,
  hasEmbeddedPictures,
  holdsTagsOf,
  holdsText,
  replaceBlocks,
  roomBlock,
} from './room-block.ts';

const TAG = 'PXPS:-abcd2345#';
const block = roomBlock(`<table><tr><td>sip:55@x.example</td></tr></table><p>${TAG}</p>`);
const rewritten = (rounds: number) => block.replace('id="', `id="${'x_'.repeat(rounds)}`);
const stripped = `<table><tr><td><a href="sip:55@x.example">55</a></td></tr></table><p>${TAG}</p>`;
const others = '<table><tr><td>Budget</td></tr></table>';

describe('our instructions in a body', () => {
  test.each<[string, string, string]>([
    ['as they were inserted', `${block}<p>Agenda</p>`, 'NEW<p>Agenda</p>'],
    ['rewritten once', `<p>Hi</p>${rewritten(1)}<p>Agenda</p>`, '<p>Hi</p>NEW<p>Agenda</p>'],
    ['rewritten three times, quotes dropped', rewritten(3).replaceAll('"', ''), 'NEW'],
    ['twice', `${block}<p>A</p>${rewritten(2)}<p>B</p>`, 'NEW<p>A</p><p>B</p>'],
    ['with other elements inside', roomBlock(`<div><div>${TAG}</div></div>`), 'NEW'],
    ['without the element around', `<p>Hi</p>${stripped}<p>Bye</p>`, '<p>Hi</p>NEW<p>Bye</p>'],
    ['without it, behind a table of the user', `${others}<p>${TAG}</p>`, `${others}NEW`],
    ['quoted', `<blockquote>${block}</blockquote>`, `NEW<blockquote>${block}</blockquote>`],
    ['nowhere', '<p>Agenda</p>', 'NEW<p>Agenda</p>'],
    [
      'nowhere, an id that only begins so',
      '<div id="vmrkit-roomy">x</div>',
      'NEW<div id="vmrkit-roomy">x</div>',
    ],
  ])('%s', (_, body, expected) => {
    expect(replaceBlocks(body, 'NEW')).toBe(expected);
  });

  test('an element that is never closed is left alone', () => {
    expect(findBlocks('<div id="vmrkit-room"><p>open')).toEqual([]);
  });

  test.each([
    ['elements like ours that are never closed', '<div id="vmrkit-room">'.repeat(40_000), 0],
    ['elements like ours, one beside the other', '<div id="vmrkit-room">x</div>'.repeat(30_000), 30_000],
    [
      'elements like ours in each other',
      `${'<div id=vmrkit-room>'.repeat(20_000)}${'</div>'.repeat(20_000)}`,
      1,
    ],
    ['many tags of others', `<p>${'PXPS:-aaaa# '.repeat(80_000)}</p>`, 500],
    ['tags in paragraphs that are never closed', '<p>PXPS:-aaaa# '.repeat(60_000), 500],
    ['elements without an end', '<div '.repeat(200_000), 0],
  ])('are looked for in a megabyte of %s without a stop', (_, body, found) => {
    const began = process.cpuUsage();
    expect(findBlocks(body)).toHaveLength(found);
    // Read once it takes a tenth of that; read once for each tag or element, ten times that or more.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(3_000);
  });

  test('are recognised by their tags, however these were broken', () => {
    expect(holdsTagsOf(`<p>PXPS:-ab<br>\ncd23<span>45#</span></p>`, block)).toBe(true);
    expect(holdsTagsOf('<p>PXPS:-abcd2346#</p>', block)).toBe(false);
  });
});

test('tags are told in their order, with what is quoted', () => {
  expect(bodyTags(`<blockquote>PXPS:-aaaa#</blockquote><p>TOK:-bb<br>bb#</p>`)).toEqual([
    { text: 'PXPS:-aaaa#', quoted: true },
    { text: 'TOK:-bbbb#', quoted: false },
  ]);
});

test.each([
  ['<html><head></head><body><table><tr>', true],
  ['<div><p>&nbsp;</p><table>', true],
  ['<p>Text</p><table>', false],
  ['', false],
])('%s begins with a table: %s', (html, expected) => {
  expect(beginsWithTable(html)).toBe(expected);
});

test.each([
  ['<img src="cid:a@b">', true],
  ['<img alt=x src=blob:https://x/1>', true],
  ['<img src="https://x/1.png"> cid:', false],
])('%s has pictures that rewriting breaks: %s', (html, expected) => {
  expect(hasEmbeddedPictures(html)).toBe(expected);
});

test.each([
  ['<a href="https://teams.microsoft.com/l/meetup-join/19%3a">Join</a>', 'Microsoft Teams'],
  ['https://us02web.zoom.us/j/123', 'Zoom'],
  ['<p>We talked about Teams and Zoom</p>', null],
])('%s is of %s', (html, expected) => {
  expect(foreignMeeting(html)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['as it was inserted', '<div id="vmrkit-room"><p>Join <b>alice@x.example</b></p></div><p>Agenda</p>', true],
  ['rewritten', '<p class="x_1">Join&nbsp;<span>\nalice@x.example</span></p>', true],
  ['quoted alone', '<p>Hi</p><blockquote><p>Join <b>alice@x.example</b></p></blockquote>', false],
  ['of another room', '<p>Join <b>bob@x.example</b></p>', false],
])('a personal room’s text %s', (_, body, expected) => {
  expect(holdsText(body, '<p>Join <b>alice@x.example</b></p>')).toBe(expected);
});
