import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import { parse, withAll } from '../integration/record.fixture.ts';
import { compileTexts } from './compile-texts.ts';
import type { TemplateEngine } from './template-engine.ts';

/** Puts values in; a source with `broken` does not compile, one with `failing` does not render. */
function plainEngine() {
  const compiled: string[] = [];
  const engine: TemplateEngine = {
    compile(source, { output }) {
      compiled.push(`${output} ${source}`);
      if (source.includes('broken')) throw new InvalidInputError('Syntax.', { code: 'ERR_TEMPLATE_SYNTAX' });
      return {
        variables: [],
        render(values) {
          if (source.includes('failing')) {
            throw new InvalidInputError('Render.', { code: 'ERR_TEMPLATE_RENDER' });
          }
          return source.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
        },
      };
    },
  };
  return { engine, compiled };
}

const values = {
  alias: '55123456@example.com',
  numeric_alias: '55123456',
  alias_uuid: 'PXPS:-abc#',
  subject: 'Review',
};
const texts = (changes: Readonly<Record<string, unknown>>, { engine, compiled } = plainEngine()) => ({
  compiled,
  ...compileTexts(parse(withAll(changes)), engine),
});

describe('compileTexts', () => {
  test.each(['{{broken', '{{failing}}'])('[S6.4f] a built-in text stands in for %s', (source) => {
    const all = texts({
      'single_use.conference_name_template': source,
      'single_use.conference_description_template': source,
      'single_use.conference_subject_template': source,
      'email_texts.joining_instructions_template': source,
      'email_texts.accept_new_single_meeting_template': source,
    });
    expect(all.conferenceName(values)).toEqual({ text: '55123456', fellBack: true });
    expect(all.conferenceDescription(values)).toEqual({ text: '', fellBack: true });
    expect(all.conferenceSubject(values)).toEqual({ text: '', fellBack: true });
    const instructions = all.joiningInstructions(values, null);
    expect(instructions.fellBack).toBe(true);
    for (const value of [values.alias, values.numeric_alias, values.alias_uuid]) {
      expect(instructions.text).toContain(value);
    }
    const answer = all.answer('single-new', values, null);
    expect(answer).toMatchObject({ fellBack: true, text: expect.stringContaining(values.alias) });
  });

  test('[S6.4f] the failure of one integration is no matter of another on the same engine', () => {
    const shared = plainEngine();
    const path = 'single_use.conference_name_template';
    expect(texts({ [path]: '{{failing}}' }, shared).conferenceName(values).fellBack).toBe(true);
    expect(texts({ [path]: 'Room {{subject}}' }, shared).conferenceName(values)).toEqual({
      text: 'Room Review',
      fellBack: false,
    });
  });

  test('[S12.8a, S12.8b] every text is chosen by language, and a broken version falls back by itself', () => {
    const versions = (word: string) => ({
      default: `${word} {{alias_uuid}}`,
      by_language: { de: `${word} auf Deutsch {{alias_uuid}}`, fr: '{{broken' },
    });
    const all = texts({
      'email_texts.joining_instructions_template': versions('Join'),
      'email_texts.accept_edited_occurrence_template': versions('Moved'),
      'email_texts.reject_alias_deleted_text': { default: 'Gone', by_language: { de: 'Weg' } },
      'email_texts.placeholder_text': { default: 'Soon', by_language: { de: 'Bald' } },
    });
    expect(all.joiningInstructions(values, 'de-AT').text).toBe(`Join auf Deutsch ${values.alias_uuid}`);
    expect(all.joiningInstructions(values, 'nl').text).toBe(`Join ${values.alias_uuid}`);
    expect(all.joiningInstructions(values, 'fr').fellBack).toBe(true);
    expect(all.answer('occurrence-edited', values, 'de').text).toBe(`Moved auf Deutsch ${values.alias_uuid}`);
    expect(all.answer('alias-deleted', values, 'de')).toEqual({ text: 'Weg', fellBack: false });
    expect([all.placeholder('de'), all.placeholder(null)]).toEqual(['Bald', 'Soon']);
  });

  test.each([
    ['invalid-alias-id', 'reject_invalid_alias_id_text'],
    ['alias-deleted', 'reject_alias_deleted_text'],
    ['series-in-past', 'reject_recurring_series_in_past_text'],
    ['single-in-past', 'reject_single_meeting_in_past_text'],
  ] as const)('[S2.6c] %s passes no engine', (text, field) => {
    const all = texts({ [`email_texts.${field}`]: 'Costs {{broken' });
    expect(all.answer(text, values, null)).toEqual({ text: 'Costs {{broken', fellBack: false });
    expect(all.compiled).toEqual([]);
  });

  test.each([
    ['single-new', 'accept_new_single_meeting_template'],
    ['single-edited', 'accept_edited_single_meeting_template'],
    ['series-new', 'accept_new_recurring_meeting_template'],
    ['occurrence-edited', 'accept_edited_occurrence_template'],
    ['series-edited', 'accept_edited_recurring_meeting_template'],
    ['alias-conflict', 'reject_alias_conflict_template'],
    ['general-error', 'reject_general_error_template'],
  ] as const)('[S2.6b] %s is %s, as HTML, compiled once', (text, field) => {
    const all = texts({ [`email_texts.${field}`]: 'For {{alias}}' });
    expect(all.answer(text, values, null)).toEqual({ text: `For ${values.alias}`, fellBack: false });
    all.answer(text, values, null);
    expect(all.compiled).toEqual(['html For {{alias}}']);
  });

  test('instructions know the server of the add-in', () => {
    const template = 'At {{addin_server_domain}} {{alias_uuid}}';
    const all = texts({ 'email_texts.joining_instructions_template': template });
    expect(all.joiningInstructions(values, null).text).toBe('At vmr.example.com PXPS:-abc#');
  });

  test('[S2.6a] instructions from which the tag is lost are of no use: the built-in ones stand in', () => {
    const all = texts({ 'email_texts.joining_instructions_template': 'Dial {{alias}}' });
    expect(all.joiningInstructions(values, null)).toMatchObject({
      fellBack: true,
      text: expect.stringContaining(values.alias_uuid),
    });
  });
});
