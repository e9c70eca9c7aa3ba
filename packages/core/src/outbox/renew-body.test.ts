import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldReservation } from '../allocation/held-reservation.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { TagReader } from '../tags/tag-reader.ts';
import { tokenHash } from '../tags/token-tag.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import { type BodyReader, renewBody } from './renew-body.ts';

const OLD = 'PXPS:-aaaabbbbccccdddd#';
const FOREIGN = 'PXPS:-zzzzyyyyxxxxwwww#';
const OTHERS = 'PXPS:-iiiijjjjkkkkllll#';
const NEW = 'PXPS:-eeeeffffgggghhhh#';
const conference = { alias: 'meet.222222@vmr.example', numericAlias: 'meet.222222', tag: NEW };
const key = 'meeting' as MeetingKey;
const otherKey = 'another' as MeetingKey;
const reservation: HeldReservation = {
  id: 'r',
  alias: 'meet.333333@vmr.example',
  numericAlias: 'meet.333333',
  tag: OTHERS,
  mailboxId: 'm',
  pins: null,
  language: null,
  correlationId: 'c',
};
const options = { key, conference, pins: null, updateMessage: '<p>Changed.</p>', language: null };

const texts: IntegrationTexts = {
  conferenceName: () => '',
  conferenceDescription: () => '',
  aliasDescription: () => '',
  conferenceSubject: () => '',
  joiningInstructions: ({ alias, numeric_alias, alias_uuid }) =>
    `<div><h2>Join the room</h2><p>Dial <b>${alias}</b> or ${numeric_alias}.</p><p>${alias_uuid}</p><p>See you</p></div>`,
  joinTarget: () => null,
  placeholder: () => '<p>Instructions will follow.</p>',
  answer: () => '',
};
const callers = {
  integration: { tenantId: 't', integrationId: 'i' },
  audience: 'https://addin.example',
  verifiers: [],
};
const reader: BodyReader = {
  texts,
  tags: new TagReader({ tokenPrivateKeys: [], callers }),
  reservations: {
    lookUp: async (id) => {
      if (OLD.includes(id)) return { kind: 'unknown' };
      return OTHERS.includes(id) ? { kind: 'reservation', reservation, boundTo: otherKey } : null;
    },
    tokenOwner: async (hash) => (hash === tokenHash('others234') ? otherKey : null),
    isSealedHere: (id) => `${OLD}${OTHERS}${FOREIGN}`.includes(id),
  },
};
const block = (alias: string, tag: string) =>
  texts.joiningInstructions({ alias: `${alias}@vmr.example`, numeric_alias: alias, alias_uuid: tag }, null);
const html = (content: string) => ({ type: 'html', content }) as const;
const renewed = async (content: string) => (await renewBody(html(content), options, reader))?.content ?? '';
const visible = (content: string) =>
  content
    .replaceAll(/<[^>]*>|&nbsp;/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const fresh = visible(`Changed. ${block('meet.222222', NEW)}`);

describe('renewing an organizer’s body', () => {
  it('puts the fresh block in the place of the old one, whatever aliases stood in it', async () => {
    const body = `<html><body><p>Before</p>${block('meet.111111', OLD)}<p>After</p></body></html>`;
    expect(visible(await renewed(body))).toBe(`Before ${fresh} After`);
  });

  it('leaves nothing of the old block’s markup behind, and a cell around it in place', async () => {
    const updated = `<p>Changed.</p>${block('meet.222222', NEW)}`;
    const old = block('meet.111111', OLD);
    const bodies = [
      ['<p>Before</p>', '<p>After</p>'],
      ['<table><tr><td>', '</td></tr></table>'],
    ] as const;
    for (const [before, after] of bodies)
      expect(await renewed(before + old + after)).toBe(before + updated + after);
  });

  it('knows the block again after a mail program has rewritten its markup', async () => {
    const mangled = block('meet.111111', OLD)
      .replaceAll('<p>', '<p class="x_MsoNormal"><span style="color:black">')
      .replaceAll('</p>', '</span>&nbsp;</p>\r\n')
      .replace('bbbb', 'bb<br>\r\nbb');
    expect(visible(await renewed(`<p>Before</p>${mangled}<p>After</p>`))).toBe(`Before ${fresh} After`);
  });

  it('takes the update message of an earlier recovery away with the block', async () => {
    const body = `<p>Before</p><p>Changed.</p>${block('meet.111111', OLD)}<p>After</p>`;
    expect(visible(await renewed(body))).toBe(`Before ${fresh} After`);
  });

  it('replaces a tag that nobody can open any more', async () => {
    const body = `<p>Before</p>${block('meet.999999', 'PXPS:-broken234#')}`;
    expect(visible(await renewed(body))).toBe(`Before ${fresh}`);
  });

  it('takes the tag alone where the block was changed, and puts the fresh one at the top', async () => {
    const body = `<body><p>Hello</p><p>Join us</p><p>${OLD}</p></body>`;
    expect(await renewed(body)).toContain('<body><p>Changed.</p>');
    expect(visible(await renewed(body))).toBe(`${fresh} Hello Join us`);
  });

  it('puts the block at the top where there is none', async () => {
    expect(visible(await renewed('<p>Agenda</p>'))).toBe(`${fresh} Agenda`);
  });

  it('replaces a token tag and its placeholder', async () => {
    expect(visible(await renewed('<p>Instructions will follow.</p><p>TOK:-abcd234#</p><p>Agenda</p>'))).toBe(
      `${fresh} Agenda`,
    );
  });

  it('leaves another integration’s tag alone', async () => {
    const body = await renewed(`<p>Agenda</p><p>${FOREIGN}</p><p>Bye</p>`);
    expect(visible(body)).toBe(`${fresh} Agenda ${FOREIGN} Bye`);
  });

  it.each([
    ['a room', block('meet.333333', OTHERS)],
    ['a token', '<p>Instructions will follow.</p>TOK:-others234#'],
  ])('leaves %s of another meeting alone that is quoted', async (_, others) => {
    const quote = `<blockquote>${others}</blockquote>`;
    expect(await renewed(`<p>Agenda</p>${quote}`)).toMatch(/^<p>Changed\..*<p>Agenda<\/p><blockquote>/);
    expect(await renewed(`<p>Agenda</p>${quote}`)).toContain(quote);
    const body = await renewed(`${quote}${block('meet.111111', OLD)}<p>Agenda</p>`);
    expect(body.startsWith(quote)).toBe(true);
    expect(visible(body)).toBe(`${visible(quote)} ${fresh} Agenda`);
  });

  it.each([
    ['in a block quote', '<blockquote>', '</blockquote>'],
    ['below a pasted mail', '<p>From: Ada</p><p>Sent: Monday</p><p>Original</p>', '<p>Bye</p>'],
  ])('replaces its own block and token %s', async (_, before, after) => {
    for (const old of [block('meet.111111', OLD), '<p>Instructions will follow.</p>TOK:-abcd234#'])
      expect(visible(await renewed(before + old + after))).toBe(
        `${visible(before)} ${fresh} ${visible(after)}`.trim(),
      );
  });

  it('replaces a block that tells a PIN, and tells attendees theirs', async () => {
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
    const renewal = await renewBody(html(`${old}<p>Agenda</p>`), { ...options, pins }, withPin);
    const body = renewal?.content ?? '';
    expect(visible(body)).not.toContain('111111');
    expect(body).not.toContain('482915');
    expect(body).toContain('PIN 739204');
    expect(body).toContain('<p>Agenda</p>');
  });

  it('leaves a body alone that holds the conference’s tag', async () => {
    const body = html(await renewed(block('meet.111111', OLD)));
    expect(await renewBody(body, options, reader)).toBeNull();
  });

  it('writes a plain body as HTML, word for word', async () => {
    const body = await renewBody({ type: 'text', content: `a < b & c\r\n${OLD}` }, options, reader);
    expect(body?.type).toBe('html');
    expect(body?.content).toContain('a &lt; b &amp; c<br>');
    expect(body?.content).not.toContain(OLD);
  });

  it('holds the fresh tag once and never the old one, whatever surrounds it', async () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '<p>', '</p>', '&amp;', '\n', 'Dial', '.') });
    await fc.assert(
      fc.asyncProperty(around, around, async (before, after) => {
        const body = await renewed(`${before}${block('meet.111111', OLD)}${after}`);
        expect(body.split(NEW)).toHaveLength(2);
        expect(body).not.toContain(OLD);
        expect(body).not.toContain('meet.111111');
        expect(await renewBody(html(body), options, reader)).toBeNull();
      }),
    );
  });
});
