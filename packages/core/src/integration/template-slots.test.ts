import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import { faultsOf, minimalRecord, PatternEngine, parse, recordWith, withAll } from './record.fixture.ts';
import { checkTemplates, templateSlots } from './template-slots.ts';

const check = (json: unknown) => checkTemplates(parse(json), new PatternEngine());
const codes = (json: unknown) => check(json).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
const notAllowed = 'template_variable_not_allowed';

/** Every variable of S6.2, and the slots that may use it. */
const names = [
  'conference_name_template',
  'conference_description_template',
  'conference_subject_template',
  'scheduled_alias_description_template',
];
const accepts = [
  'accept_new_single_meeting_template',
  'accept_edited_single_meeting_template',
  'accept_new_recurring_meeting_template',
  'accept_edited_occurrence_template',
  'accept_edited_recurring_meeting_template',
];
const rejects = ['reject_alias_conflict_template', 'reject_general_error_template'];
const instructions = 'email_texts.joining_instructions_template';
const single = names.map((name) => `single_use.${name}`);
const acceptances = accepts.map((name) => `email_texts.${name}`);
const rejections = rejects.map((name) => `email_texts.${name}`);
const rooms = ['joining_instructions', 'location', 'name', 'description'].map(
  (it) => `personal.${it}_template`,
);
const link = 'single_use.join_url_template';

const allowed: Readonly<Record<string, readonly string[]>> = {
  subject: single,
  organizer_name: single,
  organizer_email: single,
  alias: [...single, ...acceptances, ...rejections, instructions, link],
  numeric_alias: [...single, ...acceptances, ...rejections, instructions, link],
  alias_uuid: [instructions],
  join_url: [instructions],
  addin_server_domain: [instructions, link, ...rooms],
  start_time: acceptances,
  end_time: acceptances,
  correlation_id: ['email_texts.reject_general_error_template'],
  pin: [...acceptances, instructions, ...rooms],
  guest_pin: [...acceptances, instructions, ...rooms],
  name: rooms,
  description: rooms,
  domain_aliases: rooms,
  other_aliases: rooms,
  numeric_aliases: rooms,
  allow_guests: rooms,
};
const templates = [...single, link, ...rooms, instructions, ...acceptances, ...rejections];

describe('the slots', () => {
  test('the placeholder and five rejections are plain texts, everything else is a template', () => {
    const texts = templateSlots.filter((slot) => slot.kind === 'text').map((slot) => slot.path.join('.'));
    expect(texts.sort()).toEqual([
      'email_texts.placeholder_text',
      'email_texts.reject_alias_deleted_text',
      'email_texts.reject_beyond_limits_text',
      'email_texts.reject_invalid_alias_id_text',
      'email_texts.reject_recurring_series_in_past_text',
      'email_texts.reject_single_meeting_in_past_text',
    ]);
  });

  test('hold every field of the record that is named a template', () => {
    const record = parse(recordWith(link, 'https://x.example/'));
    const found = (['singleUse', 'personal', 'emailTexts', 'addIn', 'advanced'] as const).flatMap((section) =>
      Object.keys(record[section]).filter((key) => key.endsWith('Template')),
    );
    expect(templateSlots.filter((slot) => slot.kind === 'template')).toHaveLength(found.length);
  });

  test('e-mail texts and instructions are compiled as HTML, names and the location as text', () => {
    const engine = new PatternEngine();
    checkTemplates(parse(minimalRecord()), engine);
    const outputs = engine.compiled.map(({ options }) => options.output);
    expect(outputs.filter((output) => output === 'text')).toHaveLength(7);
    expect(outputs.filter((output) => output === 'html')).toHaveLength(9);
  });
});

describe('checkTemplates', () => {
  test.each([
    ['no PINs', {}],
    ['a host PIN', { host_pin: true }],
    ['guests', { host_pin: true, allow_guests: true }],
    ['guests with a PIN', { host_pin: true, allow_guests: true, guest_pin: true }],
  ])('all defaults are good: %s', (_, pins) => {
    expect(check(recordWith('single_use.pins', pins))).toEqual([]);
  });

  test("the default instructions tell attendees their PIN, and never the host's to guests", () => {
    const text = (pins: object) =>
      parse(recordWith('single_use.pins', pins)).emailTexts.joiningInstructionsTemplate.default;
    expect(text({})).not.toContain('pin}}');
    expect(text({ host_pin: true })).toContain('{{pin}}');
    expect(text({ host_pin: true, allow_guests: true })).not.toContain('pin}}');
    expect(text({ host_pin: true, allow_guests: true, guest_pin: true })).toContain('{{guest_pin}}');
  });

  const rows = Object.keys(allowed).flatMap((name) => templates.map((path) => [name, path] as const));
  test.each(rows)('{{%s}} in %s', (name, path) => {
    const prefix = path === link ? 'https://x.example/' : '';
    const tag = path === instructions ? '{{alias_uuid}}' : '';
    const expected = allowed[name]?.includes(path) ? [] : [expect.stringContaining(notAllowed)];
    expect(codes(recordWith(path, `${prefix}{{${name}}}${tag}`))).toEqual(expected);
  });

  test('reports line and column, and each fault of each language', () => {
    const text = { default: '{{alias}}\n  {{ nobody }}', by_language: { de: '{{subject}} {{alias}' } };
    const path = 'email_texts.reject_alias_conflict_template';
    expect(check(recordWith(path, text))).toEqual([
      {
        path: [...path.split('.'), 'default'],
        code: 'template_unknown_variable',
        message: 'Line 2, column 6: there is no variable "nobody".',
      },
      {
        path: [...path.split('.'), 'by_language', 'de'],
        code: 'ERR_TEMPLATE_SYNTAX',
        message: 'Line 1, column 1: a brace is open.',
      },
    ]);
  });

  test('joining instructions must hold alias_uuid, in every language', () => {
    const text = { default: 'x', by_language: { de: '{{alias_uuid}}', fr: 'y' } };
    expect(codes(recordWith(instructions, text))).toEqual([
      `${instructions}.default: template_alias_uuid`,
      `${instructions}.by_language.fr: template_alias_uuid`,
    ]);
  });

  test.each(['<!-- {{alias_uuid}} -->', '<a href="#{{alias_uuid}}">Join</a>'])(
    'joining instructions whose text lacks the tag are refused: %s',
    (source) => {
      const issues = check(recordWith(instructions, source));
      expect(issues).toMatchObject([{ code: 'template_alias_uuid' }]);
    },
  );

  test.each([
    '<blockquote>{{alias_uuid}}</blockquote>',
    '<p>&gt; {{alias_uuid}}</p>',
    '<p>From: {{alias}}<br>Date: see above</p><p>{{alias_uuid}}</p>',
    '<p>-----Original Message-----</p>{{alias_uuid}}',
  ])('joining instructions may hold the tag anywhere in their text: %s', (source) => {
    expect(check(recordWith(instructions, source))).toEqual([]);
  });

  test('a template that fails with sample values is refused, with its path and place', () => {
    const path = 'email_texts.accept_edited_occurrence_template';
    const text = { default: '{{alias}}', by_language: { de: '{{ 1/0 }}' } };
    expect(check(recordWith(path, text))).toEqual([
      {
        path: [...path.split('.'), 'by_language', 'de'],
        code: 'ERR_TEMPLATE_RENDER',
        message: 'With sample values: Division by zero (line 1, column 4)',
      },
    ]);
  });

  test('faults of templates are told together with all others', () => {
    const broken = withAll({
      'general.name': undefined,
      'single_use.allow_nobody': true,
      [instructions]: '{{alias',
      'single_use.conference_name_template': { default: '{{ nobody }}', by_language: null },
    });
    expect(faultsOf(broken, { templateEngine: new PatternEngine() })).toEqual([
      `${instructions}.default: ERR_TEMPLATE_SYNTAX`,
      'general.name: required',
      'single_use.allow_nobody: unknown_field',
      'single_use.conference_name_template.by_language: wrong_type',
      'single_use.conference_name_template.default: template_unknown_variable',
    ]);
  });

  const pins = (allowGuests: boolean) => ({
    host_pin: true,
    allow_guests: allowGuests,
    guest_pin: allowGuests,
  });
  test.each([
    ['pin', false, []],
    ['pin', true, [`${instructions}.default: ${notAllowed}`]],
    ['guest_pin', true, []],
  ] as const)('{{%s}} in joining instructions, guests allowed: %s', (name, guests, expected) => {
    const values = { 'single_use.pins': pins(guests), [instructions]: `{{${name}}}{{alias_uuid}}` };
    expect(codes(withAll(values))).toEqual(expected);
  });

  test('acceptance messages may hold the host PIN whether guests are allowed or not', () => {
    const path = 'email_texts.accept_new_single_meeting_template';
    expect(codes(withAll({ 'single_use.pins': pins(true), [path]: '{{pin}} {{guest_pin}}' }))).toEqual([]);
  });

  test('plain texts are not compiled', () => {
    expect(check(recordWith('email_texts.reject_alias_deleted_text', 'Costs {{ 5'))).toEqual([]);
  });

  test("faults that are not the template's come through", () => {
    const broken = {
      compile: () => {
        throw new TypeError('broken');
      },
    };
    expect(() => checkTemplates(parse(minimalRecord()), broken)).toThrow(TypeError);
    expect(() => new PatternEngine().compile('{{', { output: 'text' })).toThrow(InvalidInputError);
  });
});
