import { checkTemplates, parseIntegrationRecord, templateSlots } from '@vmrkit/core/composition';
import { createNunjucksTemplateEngine } from '@vmrkit/templates-nunjucks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const engine = createNunjucksTemplateEngine();
const contract = {
  settingsSchema: z.looseObject({}),
  description: { title: 'Any', documentation: '', fields: {} },
};
const plugins = { mailbox: { ews: contract }, signIn: {}, roomSources: {}, callers: { card: contract } };
const record = (pins: object = {}) =>
  parseIntegrationRecord(
    {
      general: { name: 'Sales' },
      mailbox: { provider: 'ews', mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }] },
      single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com', pins },
      add_in: { server_fqdn: 'vmr.example.com' },
      callers: [{ provider: 'card' }],
    },
    {
      plugins,
      deployment: { allowHttpLoopback: false },
      newUuid: () => crypto.randomUUID(),
    },
  );

describe('the default texts in the engine that ships', () => {
  test.each([
    {},
    { host_pin: true },
    { host_pin: true, allow_guests: true },
    { host_pin: true, allow_guests: true, guest_pin: true },
  ])('[S2.3a, S2.4c, S2.6a, S2.6b] are sound with the PINs %j', (pins) => {
    expect(checkTemplates(record(pins), engine)).toEqual([]);
  });

  const values = Object.fromEntries(
    [...new Set(templateSlots.flatMap(({ variables }) => variables))].map((name) => [name, `<${name}>`]),
  );
  const { emailTexts } = record();
  test.each(Object.entries(emailTexts))(
    '[S2.6b] %s says something, with its values escaped',
    (name, text) => {
      const html = name.endsWith('Template')
        ? engine.compile(text.default, { output: 'html' }).render(values)
        : text.default;
      expect(html.replace(/<[^>]*>/g, '').trim().length).toBeGreaterThan(20);
      expect(html).not.toMatch(/<(alias|numeric_alias|start_time|correlation_id)>/);
    },
  );
});

describe('the default instructions of personal VMRs', () => {
  const { joiningInstructionsTemplate, locationTemplate } = record().personal;
  const template = engine.compile(joiningInstructionsTemplate.default, { output: 'html' });
  const room = {
    name: 'Ada',
    description: '',
    domain_aliases: [] as string[],
    other_aliases: [] as string[],
    numeric_aliases: [] as string[],
    allow_guests: false,
    pin: '4711',
    guest_pin: '0815',
    addin_server_domain: 'vmr.example.com',
  };
  const all = { domain_aliases: ['ada@vc.example'], other_aliases: ['ada.room'], numeric_aliases: ['7001'] };

  test.each([
    ['the domain alias', all, 'ada@vc.example'],
    ['another alias', { ...all, domain_aliases: [] }, 'ada.room'],
    ['the number', { ...all, domain_aliases: [], other_aliases: [] }, '7001'],
  ])('[S2.4d] take %s', (_, aliases, expected) => {
    expect(template.render({ ...room, ...aliases })).toContain(expected);
    const location = engine.compile(locationTemplate.default, { output: 'text' });
    expect(location.render({ ...room, ...aliases })).toContain(expected);
  });

  test("[S2.4e] show the PIN of those who read them, never the host's to guests", () => {
    const closed = template.render({ ...room, ...all });
    expect(closed).toContain('4711');
    expect(closed).not.toContain('0815');
    const open = template.render({ ...room, ...all, allow_guests: true });
    expect(open).toContain('0815');
    expect(open).not.toContain('4711');
    const free = template.render({ ...room, ...all, allow_guests: true, guest_pin: '' });
    expect(free).not.toContain('4711');
  });

  test('[S2.4f] have a telephone line only with a number', () => {
    const without = template.render({ ...room, ...all, numeric_aliases: [] });
    expect(template.render({ ...room, ...all })).toMatch(/Telephone.*7001/);
    expect(without).not.toContain('7001');
    expect(without).not.toMatch(/telephone/i);
  });
});

describe('what one-touch-join products look for', () => {
  /** Their fallback: an address with its scheme anywhere in body or location, as text or as a link. */
  const sipAddress = /\bsips?:([^\s"'<>,;?]+@[^\s"'<>,;?]+)/gi;
  const found = (text: string) => [...new Set([...text.matchAll(sipAddress)].map(([, address]) => address))];

  /** What Outlook makes of inserted HTML: ids and classes of its own, styles, line ends in the middle. */
  const rewritten = (html: string) =>
    html
      .replace(/<(p|td|table)\b/g, '<$1 class="x_MsoNormal" style="margin:0cm"')
      .replace(/<a href/g, '<a\n data-auth="NotApplicable" href');
  const asText = (html: string) => html.replace(/<[^>]*>/g, ' ');

  test('[S12.13a] stands in the default instructions, in the text itself, and survives Outlook’s rewriting', () => {
    const { joiningInstructionsTemplate } = record({
      host_pin: true,
      allow_guests: true,
      guest_pin: true,
    }).emailTexts;
    const html = engine.compile(joiningInstructionsTemplate.default, { output: 'html' }).render({
      alias: '55123456@vc.example',
      numeric_alias: '55123456',
      alias_uuid: 'PXPS:-abcd2345#',
      join_url: 'https://vc.example/join/1?a=1&b=2',
      guest_pin: '0815',
    });
    for (const body of [html, rewritten(html), asText(html), asText(rewritten(html))]) {
      expect(found(body)).toEqual(['55123456@vc.example']);
      expect(body).toContain('55123456 #');
      expect(body).toContain('https://vc.example/join/1?a=1&amp;b=2');
    }
    expect(html).not.toMatch(/<style|class=|style=/);
    expect(html.replace(/<table[\s\S]*<\/table>/, '')).toContain('<p>PXPS:-abcd2345#</p>');
  });

  test('[S12.13a] stands in those of personal VMRs where the alias has a domain', () => {
    const { joiningInstructionsTemplate } = record().personal;
    const template = engine.compile(joiningInstructionsTemplate.default, { output: 'html' });
    const room = {
      name: 'Ada',
      description: '',
      other_aliases: [],
      allow_guests: false,
      pin: '',
      guest_pin: '',
    };
    const html = template.render({ ...room, domain_aliases: ['ada@vc.example'], numeric_aliases: ['7001'] });
    expect(found(html)).toEqual(['ada@vc.example']);
    expect(found(template.render({ ...room, domain_aliases: [], numeric_aliases: ['7001'] }))).toEqual([]);
  });
});
