import { parseIntegrationRecord } from '@vmrkit/core/composition';
import { createNunjucksTemplateEngine } from '@vmrkit/templates-nunjucks';
import { expect, test } from 'vitest';
import { z } from 'zod';

const templateEngine = createNunjucksTemplateEngine();
const contract = {
  settingsSchema: z.looseObject({}),
  description: { title: 'Any', documentation: '', fields: {} },
};
const plugins = { mailbox: { ews: contract }, signIn: {}, roomSources: {}, callers: { card: contract } };

/** What comes of a record whose template `field` of the e-mail texts is `source`. */
function save(field: string, source: string): unknown {
  const json = {
    general: { name: 'Sales' },
    mailbox: { provider: 'ews', mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }] },
    single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
    add_in: { server_fqdn: 'vmr.example.com' },
    callers: [{ provider: 'card' }],
    email_texts: { [field]: source },
  };
  const newUuid = () => crypto.randomUUID();
  return parseIntegrationRecord(json, {
    plugins,
    templateEngine,
    newUuid,
    deployment: { allowHttpLoopback: false },
  });
}

const instructions = 'joining_instructions_template';
const acceptance = 'accept_new_single_meeting_template';

test.each([
  ['cut short', '{{alias_uuid|truncate(20)}}'],
  ['there with a join URL only', '{% if join_url %}{{alias_uuid}}{% endif %}'],
  ['there without a PIN only', '{% if not pin %}{{alias_uuid}}{% endif %}'],
  ['rendered for nobody', '{% if false %}{{alias_uuid}}{% endif %}'],
  ['in a comment', '<!-- {{alias_uuid}} -->'],
])('[S2.6a] joining instructions with the tag %s are refused', (_, source) => {
  const issues = [{ path: ['email_texts', instructions, 'default'], code: 'template_alias_uuid' }];
  expect(() => save(instructions, source)).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining(issues[0])] }),
  );
});

test.each([
  ['{% if pin %}PIN{% endif %}<p>{{alias_uuid}}</p>'],
  ['<table><tr><td><b>{{ alias_uuid|upper }}</b></td></tr></table>'],
])('[S2.6a] joining instructions with the tag as text are taken: %s', (source) => {
  expect(() => save(instructions, source)).not.toThrow();
});

test.each([
  ['always', acceptance, '{{ 1/0 }}', 'With sample values: '],
  ['without PINs', acceptance, '{{ pin.x.y }}{{ guest_pin[0].y }}', 'With sample values: '],
  ['without PINs', acceptance, '{{ 1/(pin|length) }}', 'Without pin, guest_pin: '],
  ['without a join URL', instructions, '{{alias_uuid}}{{ 1/(join_url|length) }}', 'Without join_url: '],
])('[S6.2i] a template that fails %s is refused, with its path and place: %s', (_, field, source, title) => {
  const message = expect.stringMatching(new RegExp(`^${title}.*line 1, column \\d+`));
  const issue = { path: ['email_texts', field, 'default'], code: 'ERR_TEMPLATE_RENDER', message };
  expect(() => save(field, source)).toThrow(expect.objectContaining({ issues: [issue] }));
});
