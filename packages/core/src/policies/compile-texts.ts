import { codeOf } from '../errors/vmrkit-error.ts';
import { defaultTexts } from '../integration/default-texts.ts';
import type { IntegrationRecord } from '../integration/integration-record.ts';
import { type LocalizedText, textFor } from '../integration/localized-text.ts';
import type {
  AcceptText,
  DeclineText,
  IntegrationTexts,
  PersonalTexts,
  TextName,
  TextsWatch,
} from '../templates/integration-texts.ts';
import { joinTarget } from '../templates/join-target.ts';
import type { RenderingBudget } from '../templates/rendering-budget.ts';
import type {
  CompiledTemplate,
  TemplateEngine,
  TemplateOutput,
  TemplateValue,
  TemplateValues,
} from '../templates/template-engine.ts';

type EmailTexts = IntegrationRecord['emailTexts'];

/** Where each answer stands in the record, and whether it is a template or plain HTML. */
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
  'beyond-limits': { field: 'rejectBeyondLimitsText', plain: true },
  'general-error': { field: 'rejectGeneralErrorTemplate' },
};

/** Stands in for a template that fails, by what it is for. Names only what every use of it has. */
const builtIn = {
  conferenceName: '{{numeric_alias}}',
  empty: '',
  instructions: '<p>{{alias}} | {{numeric_alias}}</p><p>{{alias_uuid}}</p>',
  answer: '<p>{{alias}} {{numeric_alias}} {{correlation_id}}</p>',
} as const;

/** What rendering is held to, and who hears how it goes. */
export interface CompileTextsOptions {
  /** Outlives the record: a new one buys no new time. */
  readonly budget: RenderingBudget;
  readonly watch: TextsWatch;
}

/** {@link CompileTextsOptions} of the texts about scheduled meetings. */
export interface CompileMeetingTextsOptions extends CompileTextsOptions {
  /** The join link of the meeting with this tag. */
  joinLink(tag: string): string;
  /** Schemes besides the usual ones to which join links may lead. */
  readonly joinSchemes?: readonly string[];
}

/** The texts of one integration over an engine; each source is compiled once, at its first use. */
export function compileTexts(
  record: IntegrationRecord,
  engine: TemplateEngine,
  options: CompileMeetingTextsOptions,
): IntegrationTexts {
  const { singleUse, emailTexts } = record;
  const { joinUrlTemplate, joinPlatform } = singleUse;
  const hasLinks = joinUrlTemplate !== null || joinPlatform !== null;
  const domain = { addin_server_domain: record.addIn.serverFqdn };
  const joinUrl = ({ alias_uuid: tag }: TemplateValues) =>
    !hasLinks || typeof tag !== 'string' ? '' : options.joinLink(tag);
  const render = renderer(engine, options);
  const plain = (name: TextName, source: LocalizedText, fallback: string) => (values: TemplateValues) =>
    render(name, { source, values, output: 'text', fallback });
  return {
    conferenceName: plain('conference-name', singleUse.conferenceNameTemplate, builtIn.conferenceName),
    conferenceDescription: plain(
      'conference-description',
      singleUse.conferenceDescriptionTemplate,
      builtIn.empty,
    ),
    conferenceSubject: plain('conference-subject', singleUse.conferenceSubjectTemplate, builtIn.empty),
    aliasDescription: plain('alias-description', singleUse.scheduledAliasDescriptionTemplate, builtIn.empty),
    joiningInstructions: (values, language) =>
      render('joining-instructions', {
        source: emailTexts.joiningInstructionsTemplate,
        values: { ...domain, join_url: joinUrl(values), ...values },
        language,
        output: 'html',
        fallback: builtIn.instructions,
        // Without its tag the invitation would be declined.
        holding: String(values.alias_uuid ?? ''),
      }),
    joinTarget({ alias, numeric_alias: numeric }) {
      if (joinUrlTemplate === null) return null;
      const source = { default: joinUrlTemplate, byLanguage: {} };
      const url = (values: TemplateValues) =>
        render('join-target', {
          source,
          values: { ...domain, ...values },
          output: 'text',
          fallback: builtIn.empty,
        });
      const rendered = url({ alias: encodedForUrl(alias), numeric_alias: encodedForUrl(numeric) });
      const sample = url({ alias: 'alias', numeric_alias: 'alias' });
      return joinTarget(rendered, sample, { listed: options.joinSchemes ?? [] });
    },
    placeholder: (language) => textFor(emailTexts.placeholderText, language),
    answer: (text, values, language) => {
      const { field, plain: isPlain } = answers[text];
      const source = emailTexts[field];
      if (isPlain) return textFor(source, language);
      return render(text, { source, values, language, output: 'html', fallback: builtIn.answer });
    },
  };
}

/** The texts about personal rooms of one integration over an engine; each source is compiled once, at its first use. */
export function compilePersonalTexts(
  { personal, addIn }: IntegrationRecord,
  engine: TemplateEngine,
  options: CompileTextsOptions,
): PersonalTexts {
  const render = renderer(engine, options);
  const text =
    (name: TextName, own: { source: LocalizedText; output: TemplateOutput; fallback: string }) =>
    (values: TemplateValues, language: string | null) =>
      render(name, {
        ...own,
        language,
        values: { addin_server_domain: addIn.serverFqdn, ...values },
      });
  const { nameTemplate, descriptionTemplate, locationTemplate, joiningInstructionsTemplate } = personal;
  const plain = (source: LocalizedText, fallback: string) => ({ source, output: 'text', fallback }) as const;
  const { joiningInstructions: fallback, ...fallbacks } = defaultTexts.personal;
  return {
    roomName: text('room-name', plain(nameTemplate, fallbacks.name)),
    roomDescription: text('room-description', plain(descriptionTemplate, fallbacks.description)),
    roomInstructions: text('room-instructions', {
      source: joiningInstructionsTemplate,
      output: 'html',
      fallback,
    }),
    roomLocation: text('room-location', plain(locationTemplate, fallbacks.location)),
  };
}

/** An alias as a part of a URL; `@` may stand in each of them, and `sip:` wants it. */
function encodedForUrl(alias: TemplateValue | undefined): string {
  return encodeURIComponent(String(alias ?? '')).replaceAll('%40', '@');
}

interface RenderOptions {
  readonly source: LocalizedText;
  readonly values: TemplateValues;
  readonly language?: string | null;
  readonly output: TemplateOutput;
  readonly fallback: string;
  /** What the text must hold to be of use. */
  readonly holding?: string;
}

function renderer(engine: TemplateEngine, { budget, watch }: CompileTextsOptions) {
  const compiled = new Map<string, CompiledTemplate>();
  const compile = (source: string, output: TemplateOutput): CompiledTemplate => {
    const key = `${output}:${source}`;
    const template = compiled.get(key) ?? engine.compile(source, { output });
    compiled.set(key, template);
    return template;
  };
  const known = new Set<TextName>();
  return (name: TextName, options: RenderOptions): string => {
    const { source, values, language = null, output, fallback, holding = '' } = options;
    const builtInText = () => compile(fallback, output).render(values);
    const { isSpent } = budget;
    watch.budget(isSpent);
    if (isSpent) return builtInText();
    const own = attempt(() =>
      budget.measure(() => compile(textFor(source, language), output).render(values)),
    );
    const fault = own.fault ?? (own.text.includes(holding) ? null : 'no scheduling tag');
    if (fault !== null) watch.failed(name, fault);
    else if (!known.has(name)) watch.worked(name);
    known.add(name);
    return fault === null ? own.text : builtInText();
  };
}

function attempt(render: () => string): { readonly text: string; readonly fault: string | null } {
  try {
    return { text: render(), fault: null };
  } catch (error) {
    return { text: '', fault: codeOf(error) };
  }
}
