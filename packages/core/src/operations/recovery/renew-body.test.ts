import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TagReader } from '../../allocation/tag-reader.ts';
import type { IntegrationTexts } from '../../templates/integration-texts.ts';
import { type BodyReader, renewBody } from './renew-body.ts';

const OLD = 'PXPS:-aaaabbbbccccdddd#';
const FOREIGN = 'PXPS:-zzzzyyyyxxxxwwww#';
const NEW = 'PXPS:-eeeeffffgggghhhh#';
const conference = { alias: 'meet.222222@vmr.example', numericAlias: 'meet.222222', tag: NEW };
const options = { conference, pins: null, updateMessage: '<p>Changed.</p>', language: null };

const texts: IntegrationTexts = {
  conferenceName: () => '',
  conferenceDescription: () => '',
  aliasDescription: () => '',
  conferenceSubject: () => '',
  joiningInstructions: ({ alias, numeric_alias, alias_uuid }) =>
    `<div><h2>Join the room</h2><p>Dial <b>${alias}</b> or ${numeric_alias}.</p><p>${alias_uuid}</p><p>See you</p></div>`,
  placeholder: () => '<p>Instructions will follow.</p>',
  answer: () => '',
};
const policy = {
  tenantId: 't',
  integrationId: 'i',
  audience: 'https://addin.example',
  exchangeMetadataUrls: [],
};
const reader: BodyReader = {
  texts,
  tags: new TagReader({ tokenPrivateKeys: [], verifiers: [], policy }),
  reservations: {
    aliasesBehind: (id) =>
      OLD.includes(id) ? { alias: 'meet.111111@vmr.example', numericAlias: 'meet.111111' } : null,
    isSealedHere: (id) => OLD.includes(id) || FOREIGN.includes(id),
  },
};
const block = (alias: string, tag: string) =>
  texts.joiningInstructions({ alias: `${alias}@vmr.example`, numeric_alias: alias, alias_uuid: tag }, null);
const html = (content: string) => ({ type: 'html', content }) as const;
const renewed = (content: string) => renewBody(html(content), options, reader)?.content ?? '';
const visible = (content: string) =>
  content
    .replaceAll(/<[^>]*>|&nbsp;/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const fresh = visible(`Changed. ${block('meet.222222', NEW)}`);

describe('renewing an organizer’s body', () => {
  it('[S8.1e] puts the fresh block in the place of the old one, whatever aliases stood in it', () => {
    const body = `<html><body><p>Before</p>${block('meet.111111', OLD)}<p>After</p></body></html>`;
    expect(visible(renewed(body))).toBe(`Before ${fresh} After`);
  });

  it('[S8.1e] leaves nothing of the old block’s markup behind, and a cell around it in place', () => {
    const updated = `<p>Changed.</p>${block('meet.222222', NEW)}`;
    const old = block('meet.111111', OLD);
    const bodies = [
      ['<p>Before</p>', '<p>After</p>'],
      ['<table><tr><td>', '</td></tr></table>'],
    ] as const;
    for (const [before, after] of bodies)
      expect(renewed(before + old + after)).toBe(before + updated + after);
  });

  it('[S8.1e] knows the block again after a mail program has rewritten its markup', () => {
    const mangled = block('meet.111111', OLD)
      .replaceAll('<p>', '<p class="x_MsoNormal"><span style="color:black">')
      .replaceAll('</p>', '</span>&nbsp;</p>\r\n')
      .replace('bbbb', 'bb<br>\r\nbb');
    expect(visible(renewed(`<p>Before</p>${mangled}<p>After</p>`))).toBe(`Before ${fresh} After`);
  });

  it('[S8.1e] takes the update message of an earlier recovery away with the block', () => {
    const body = `<p>Before</p><p>Changed.</p>${block('meet.111111', OLD)}<p>After</p>`;
    expect(visible(renewed(body))).toBe(`Before ${fresh} After`);
  });

  it('[S8.1e] replaces a tag that nobody can open any more', () => {
    const body = `<p>Before</p>${block('meet.999999', 'PXPS:-broken234#')}`;
    expect(visible(renewed(body))).toBe(`Before ${fresh}`);
  });

  it('[S8.1e] takes the tag alone where the block was changed, and puts the fresh one at the top', () => {
    const body = `<body><p>Hello</p><p>Join us</p><p>${OLD}</p></body>`;
    expect(renewed(body)).toContain('<body><p>Changed.</p>');
    expect(visible(renewed(body))).toBe(`${fresh} Hello Join us`);
  });

  it('[S8.1e] puts the block at the top where there is none', () => {
    expect(visible(renewed('<p>Agenda</p>'))).toBe(`${fresh} Agenda`);
  });

  it('[S8.1e] replaces a token tag and its placeholder', () => {
    expect(visible(renewed('<p>Instructions will follow.</p><p>TOK:-abcd234#</p><p>Agenda</p>'))).toBe(
      `${fresh} Agenda`,
    );
  });

  it('[S8.1e] leaves another integration’s tag and quoted text alone', () => {
    const quoted = `<p>From: Ada</p><p>Sent: Monday</p><p>${OLD}</p>`;
    const body = renewed(`<p>Agenda</p><p>${FOREIGN}</p>${quoted}`);
    expect(body).toContain(FOREIGN);
    expect(body).toContain(quoted);
    expect(visible(body)).toMatch(/^Changed\./);
  });

  it('[S8.1e, S12.7b] replaces a block that tells a PIN, and tells attendees theirs', () => {
    const withPin: BodyReader = {
      ...reader,
      texts: {
        ...texts,
        joiningInstructions: ({ alias_uuid, pin, guest_pin }) => {
          const told = pin ?? guest_pin;
          return `<div>${told ? `<p>PIN ${told}</p>` : ''}<p>Room ${alias_uuid}</p></div>`;
        },
      },
    };
    const old = withPin.texts.joiningInstructions({ alias_uuid: OLD, guest_pin: '111111' }, null);
    const pins = { host: '482915', guest: '739204', allowGuests: true };
    const body = renewBody(html(`${old}<p>Agenda</p>`), { ...options, pins }, withPin)?.content ?? '';
    expect(visible(body)).not.toContain('111111');
    expect(body).not.toContain('482915');
    expect(body).toContain('PIN 739204');
    expect(body).toContain('<p>Agenda</p>');
  });

  it('[S8.1e] leaves a body alone that holds the conference’s tag', () => {
    expect(renewBody(html(renewed(block('meet.111111', OLD))), options, reader)).toBeNull();
  });

  it('[S8.1e] writes a plain body as HTML, word for word', () => {
    const body = renewBody({ type: 'text', content: `a < b & c\r\n${OLD}` }, options, reader);
    expect(body?.type).toBe('html');
    expect(body?.content).toContain('a &lt; b &amp; c<br>');
    expect(body?.content).not.toContain(OLD);
  });

  it('[S8.1e] holds the fresh tag once and never the old one, whatever surrounds it', () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '<p>', '</p>', '&amp;', '\n', 'Dial', '.') });
    fc.assert(
      fc.property(around, around, (before, after) => {
        const body = renewed(`${before}${block('meet.111111', OLD)}${after}`);
        expect(body.split(NEW)).toHaveLength(2);
        expect(body).not.toContain(OLD);
        expect(body).not.toContain('meet.111111');
        expect(renewBody(html(body), options, reader)).toBeNull();
      }),
    );
  });
});
