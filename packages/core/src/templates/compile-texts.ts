import type { IntegrationRecord } from '../integration/integration-record.ts';
import { type LocalizedText, textFor } from '../integration/localized-text.ts';
import type { AcceptText, DeclineText, IntegrationTexts, RenderedText } from './integration-texts.ts';
import type { CompiledTemplate, TemplateEngine, TemplateOutput, TemplateValues } from './template-engine.ts';

type EmailTexts = IntegrationRecord['emailTexts'];

/** Where each answer stands in the record, and whether it is a template or plain HTML (S2.6). */
const answers: Readonly<
  Record<AcceptText | DeclineText, { readonly field: keyof EmailTexts; readonly plain?: true }>
> = {
  'single-new': { field: 'acceptNewSingleMeetingTemplate' },
  'single-edited': { field: 'acceptEditedSingleMeetingTemplate' },
  'series-new': { field: 'acceptNewRecurringMeetingTemplate' },
  'occurrence-edited': { field: 'acceptEditedOccurrenceTemplate' },
  'series-edited': { field: 'acceptEditedRecurringMeetingTemplate' },
  'invalid-alias-id': { field: 'rejectInvalidAliasIdText', plain: true },
  'alias-conflict': { field: 'rejectAliasConflictTemplate' },
  'alias-deleted': { field: 'rejectAliasDeletedText', plain: true },
  'series-in-past': { field: 'rejectRecurringSeriesInPastText', plain: true },
  'single-in-past': { field: 'rejectSingleMeetingInPastText', plain: true },
  'general-error': { field: 'rejectGeneralErrorTemplate' },
};

/** Stands in for a template that fails, by what it is for. Names only what every use of it has. */
const builtIn = {
  conferenceName: '{{numeric_alias}}',
  empty: '',
  instructions: '<p>{{alias}} | {{numeric_alias}}</p><p>{{alias_uuid}}</p>',
  answer: '<p>{{alias}} {{numeric_alias}} {{correlation_id}}</p>',
} as const;

/** The texts of one integration over an engine; each source is compiled once, at its first use. */
export function compileTexts(record: IntegrationRecord, engine: TemplateEngine): IntegrationTexts {
  const { singleUse, emailTexts } = record;
  const render = renderer(engine);
  const withServer = (values: TemplateValues): TemplateValues => ({
    addin_server_domain: record.addIn.serverFqdn,
    ...values,
  });
  return {
    conferenceName: (values) =>
      render(singleUse.conferenceNameTemplate, { values, output: 'text', fallback: builtIn.conferenceName }),
    conferenceDescription: (values) =>
      render(singleUse.conferenceDescriptionTemplate, { values, output: 'text', fallback: builtIn.empty }),
    conferenceSubject: (values) =>
      render(singleUse.conferenceSubjectTemplate, { values, output: 'text', fallback: builtIn.empty }),
    joiningInstructions: (values, language) =>
      render(emailTexts.joiningInstructionsTemplate, {
        values: withServer(values),
        language,
        output: 'html',
        fallback: builtIn.instructions,
        // Without its tag the invitation would be declined.
        holding: String(values.alias_uuid ?? ''),
      }),
    placeholder: (language) => textFor(emailTexts.placeholderText, language),
    answer: (text, values, language) => {
      const { field, plain } = answers[text];
      if (plain) return { text: textFor(emailTexts[field], language), fellBack: false };
      return render(emailTexts[field], { values, language, output: 'html', fallback: builtIn.answer });
    },
  };
}

interface RenderOptions {
  readonly values: TemplateValues;
  readonly language?: string | null;
  readonly output: TemplateOutput;
  readonly fallback: string;
  /** What the text must hold to be of use. */
  readonly holding?: string;
}

function renderer(engine: TemplateEngine) {
  const compiled = new Map<string, CompiledTemplate>();
  const compile = (source: string, output: TemplateOutput): CompiledTemplate => {
    const key = `${output}:${source}`;
    const template = compiled.get(key) ?? engine.compile(source, { output });
    compiled.set(key, template);
    return template;
  };
  return (
    text: LocalizedText,
    { values, language = null, output, fallback, holding = '' }: RenderOptions,
  ): RenderedText => {
    try {
      const own = compile(textFor(text, language), output).render(values);
      if (own.includes(holding)) return { text: own, fellBack: false };
    } catch {
      // The built-in text follows.
    }
    return { text: compile(fallback, output).render(values), fellBack: true };
  };
}
