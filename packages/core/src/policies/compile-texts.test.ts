import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import { parse, withAll } from '../integration/record.fixture.ts';
import type { TextsWatch } from '../templates/integration-texts.ts';
import { RenderingBudget } from '../templates/rendering-budget.ts';
import type { TemplateEngine } from '../templates/template-engine.ts';
import { MINUTE_MS } from '../time/instant.ts';
import { compileTexts } from './compile-texts.ts';

const BUDGET_MS = 1_000;
const SLOW_MS = 40;

/**
 * Puts values in; a source with `broken` does not compile, one with `failing` does not render,
 * one with `slow` takes its time for either. */
function plainEngine() {
  const compiled: string[] = [];
  let nowMs = 0;
  const spend = (milliseconds: number) => {
    nowMs += milliseconds;
  };
  const engine: TemplateEngine = {
    compile(source, { output }) {
      compiled.push(`${output} ${source}`);
      if (source.includes('slow')) spend(SLOW_MS);
      if (source.includes('broken')) throw new InvalidInputError('Syntax.', { code: 'ERR_TEMPLATE_SYNTAX' });
      return {
        variables: [],
        render(values) {
          if (source.includes('slow')) spend(SLOW_MS);
          if (source.includes('failing')) {
            throw new InvalidInputError('Render.', { code: 'ERR_TEMPLATE_RENDER' });
          }
          return source.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
        },
      };
    },
  };
  return { engine, compiled, spend, clock: { monotonicMs: () => nowMs } };
}

const values = {
  alias: '55123456@example.com',
  numeric_alias: '55123456',
  alias_uuid: 'PXPS:-abc#',
  subject: 'Review',
};
const BUILT_IN_ANSWER = '<p>55123456@example.com 55123456 </p>';
const BUILT_IN_INSTRUCTIONS = '<p>55123456@example.com | 55123456</p><p>PXPS:-abc#</p>';
function texts(changes: Readonly<Record<string, unknown>>, { engine, clock, ...rest } = plainEngine()) {
  const told: string[] = [];
  const watch: TextsWatch = {
    worked: (text) => told.push(`${text} worked`),
    failed: (text, fault) => told.push(`${text}: ${fault}`),
    budget: (isSpent) => isSpent && told.push('spent'),
  };
  const budget = new RenderingBudget(clock, BUDGET_MS);
  return {
    ...rest,
    told,
    budget,
    ...compileTexts(parse(withAll(changes)), engine, {
      budget,
      watch,
      joinLink: (tag) => `https://vmr.example.com/join/${tag.length}`,
    }),
  };
}

describe('compileTexts', () => {
  test.each(['{{broken', '{{failing}}'])('a built-in text stands in for %s', (source) => {
    const all = texts({
      'single_use.conference_name_template': source,
      'single_use.conference_description_template': source,
      'single_use.conference_subject_template': source,
      'single_use.scheduled_alias_description_template': source,
      'email_texts.joining_instructions_template': source,
      'email_texts.accept_new_single_meeting_template': source,
    });
    expect(all.conferenceName(values)).toBe('55123456');
    expect(all.conferenceDescription(values)).toBe('');
    expect(all.conferenceSubject(values)).toBe('');
    expect(all.aliasDescription(values)).toBe('');
    const instructions = all.joiningInstructions(values, null);
    for (const value of [values.alias, values.numeric_alias, values.alias_uuid]) {
      expect(instructions).toContain(value);
    }
    expect(all.answer('single-new', values, null)).toBe(BUILT_IN_ANSWER);
  });

  test('the failure of one integration is no matter of another on the same engine', () => {
    const shared = plainEngine();
    const path = 'single_use.conference_name_template';
    expect(texts({ [path]: '{{failing}}' }, shared).conferenceName(values)).toBe(values.numeric_alias);
    expect(texts({ [path]: 'Room {{subject}}' }, shared).conferenceName(values)).toBe('Room Review');
  });

  test('every text is chosen by language, and a broken version falls back by itself', () => {
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
    expect(all.joiningInstructions(values, 'de-AT')).toBe(`Join auf Deutsch ${values.alias_uuid}`);
    expect(all.joiningInstructions(values, 'nl')).toBe(`Join ${values.alias_uuid}`);
    expect(all.joiningInstructions(values, 'fr')).toBe(BUILT_IN_INSTRUCTIONS);
    expect(all.answer('occurrence-edited', values, 'de')).toBe(`Moved auf Deutsch ${values.alias_uuid}`);
    expect(all.answer('alias-deleted', values, 'de')).toBe('Weg');
    expect([all.placeholder('de'), all.placeholder(null)]).toEqual(['Bald', 'Soon']);
  });

  test.each([
    ['invalid-alias-id', 'reject_invalid_alias_id_text'],
    ['alias-deleted', 'reject_alias_deleted_text'],
    ['series-in-past', 'reject_recurring_series_in_past_text'],
    ['single-in-past', 'reject_single_meeting_in_past_text'],
  ] as const)('%s passes no engine', (text, field) => {
    const all = texts({ [`email_texts.${field}`]: 'Costs {{broken' });
    expect(all.answer(text, values, null)).toBe('Costs {{broken');
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
  ] as const)('%s is %s, as HTML, compiled once', (text, field) => {
    const all = texts({ [`email_texts.${field}`]: 'For {{alias}}' });
    expect(all.answer(text, values, null)).toBe(`For ${values.alias}`);
    all.answer(text, values, null);
    expect(all.compiled).toEqual(['html For {{alias}}']);
  });

  test('instructions know the server of the add-in', () => {
    const template = 'At {{addin_server_domain}} {{alias_uuid}}';
    const all = texts({ 'email_texts.joining_instructions_template': template });
    expect(all.joiningInstructions(values, null)).toBe('At vmr.example.com PXPS:-abc#');
  });

  test('instructions from which the tag is lost are of no use: the built-in ones stand in', () => {
    const all = texts({ 'email_texts.joining_instructions_template': 'Dial {{alias}}' });
    expect(all.joiningInstructions(values, null)).toBe(BUILT_IN_INSTRUCTIONS);
  });

  test('while the budget is spent, built-in texts stand in and no template runs', () => {
    const all = texts({
      'email_texts.accept_new_single_meeting_template': 'For {{alias}}',
      'email_texts.reject_alias_deleted_text': 'Gone',
    });
    expect(all.answer('single-new', values, null)).toBe(`For ${values.alias}`);
    all.budget.measure(() => all.spend(BUDGET_MS));
    expect(all.answer('single-new', values, null)).toBe(BUILT_IN_ANSWER);
    expect(all.answer('alias-deleted', values, null)).toBe('Gone');
    expect(all.joiningInstructions(values, null)).toBe(BUILT_IN_INSTRUCTIONS);
    expect(all.compiled.filter((source) => source.includes('join_url'))).toEqual([]);
    expect(all.told).toEqual(['single-new worked', 'spent', 'spent']);
    all.spend(MINUTE_MS);
    expect(all.answer('single-new', values, null)).toBe(`For ${values.alias}`);
  });

  test('compiling, rendering and failing are counted, built-in texts are not', () => {
    const all = texts({ 'single_use.conference_name_template': '{{slow}}{{failing}}' });
    all.conferenceName(values);
    expect(all.budget.cost).toEqual({ totalMs: 2 * SLOW_MS, worstMs: 2 * SLOW_MS });
    all.conferenceName(values);
    expect(all.budget.cost).toEqual({ totalMs: 3 * SLOW_MS, worstMs: 2 * SLOW_MS });
  });

  test('every text tells of each failure with its reason, and once that it works', () => {
    const all = texts({
      'single_use.conference_name_template': '{{broken',
      'single_use.conference_description_template': '{{failing}}',
      'email_texts.joining_instructions_template': 'Dial {{alias}}',
    });
    for (let count = 0; count < 2; count += 1) {
      all.conferenceName(values);
      all.conferenceDescription(values);
      all.conferenceSubject(values);
      all.joiningInstructions(values, null);
      all.answer('general-error', values, null);
    }
    const failures = [
      'conference-name: ERR_TEMPLATE_SYNTAX',
      'conference-description: ERR_TEMPLATE_RENDER',
      'joining-instructions: no scheduling tag',
    ];
    expect(all.told.toSorted()).toEqual(
      [...failures, ...failures, 'conference-subject worked', 'general-error worked'].toSorted(),
    );
  });

  test('a text that failed is not said to work for other values', () => {
    const all = texts({ 'email_texts.joining_instructions_template': '{{numeric_alias}}' });
    all.joiningInstructions(values, null);
    all.joiningInstructions({ ...values, alias_uuid: values.numeric_alias }, null);
    expect(all.told).toEqual(['joining-instructions: no scheduling tag']);
  });
});
