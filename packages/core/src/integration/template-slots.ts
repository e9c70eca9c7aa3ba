import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import { findTags } from '../tags/tag-parser.ts';
import type { CompiledTemplate, TemplateEngine, TemplateOutput } from '../templates/template-engine.ts';
import { type IntegrationRecord, toRecordJson } from './integration-record.ts';
import { type JsonPath, valueAt } from './record-issues.ts';
import { SAMPLE_TAG_ID, sampleValues } from './template-samples.ts';

/** A field of the record that holds a template, or a text that is sent without passing an engine. */
export interface TemplateSlot {
  /** Wire path in the record. */
  readonly path: JsonPath;
  readonly kind: 'template' | 'text';
  readonly output: TemplateOutput;
  /** Variables that the template may use; `pin` and `guest_pin` as S12.7 narrows them. */
  readonly variables: readonly string[];
}

const aliases = ['alias', 'numeric_alias'];
const meeting = [...aliases, 'subject', 'organizer_name', 'organizer_email'];
const acceptance = [...aliases, 'start_time', 'end_time', 'pin', 'guest_pin'];
const personal = [
  'name',
  'description',
  'domain_aliases',
  'other_aliases',
  'numeric_aliases',
  'allow_guests',
  'pin',
  'guest_pin',
  'addin_server_domain',
];

function plain(path: JsonPath, variables: readonly string[]): TemplateSlot {
  return { path, kind: 'template', output: 'text', variables };
}

function html(path: JsonPath, variables: readonly string[]): TemplateSlot {
  return { path, kind: 'template', output: 'html', variables };
}

function text(path: JsonPath): TemplateSlot {
  return { path, kind: 'text', output: 'html', variables: [] };
}

const joinUrl: JsonPath = ['single_use', 'join_url_template'];
const joiningInstructions: JsonPath = ['email_texts', 'joining_instructions_template'];

/** Every template of a record, and every e-mail text, in the order of the record. */
export const templateSlots: readonly TemplateSlot[] = [
  plain(['single_use', 'conference_name_template'], meeting),
  plain(['single_use', 'conference_description_template'], meeting),
  plain(['single_use', 'conference_subject_template'], meeting),
  plain(['single_use', 'scheduled_alias_description_template'], meeting),
  plain(joinUrl, [...aliases, 'addin_server_domain']),
  html(['personal', 'joining_instructions_template'], personal),
  plain(['personal', 'location_template'], personal),
  plain(['personal', 'name_template'], personal),
  plain(['personal', 'description_template'], personal),
  html(joiningInstructions, [
    ...aliases,
    'alias_uuid',
    'addin_server_domain',
    'join_url',
    'pin',
    'guest_pin',
  ]),
  text(['email_texts', 'placeholder_text']),
  html(['email_texts', 'accept_new_single_meeting_template'], acceptance),
  html(['email_texts', 'accept_edited_single_meeting_template'], acceptance),
  html(['email_texts', 'accept_new_recurring_meeting_template'], acceptance),
  html(['email_texts', 'accept_edited_occurrence_template'], acceptance),
  html(['email_texts', 'accept_edited_recurring_meeting_template'], acceptance),
  text(['email_texts', 'reject_invalid_alias_id_text']),
  html(['email_texts', 'reject_alias_conflict_template'], aliases),
  text(['email_texts', 'reject_alias_deleted_text']),
  text(['email_texts', 'reject_recurring_series_in_past_text']),
  text(['email_texts', 'reject_single_meeting_in_past_text']),
  text(['email_texts', 'reject_beyond_limits_text']),
  html(['email_texts', 'reject_general_error_template'], [...aliases, 'correlation_id']),
];

const everyVariable = new Set(templateSlots.flatMap((slot) => slot.variables));

/**
 * Compiles every template of the record, renders it with sample values, and reports what is wrong: syntax, variables
 * that do not exist or may not stand there (with line and column), what fails when rendered, joining instructions in
 * whose text `alias_uuid` does not stand, and a host's PIN in what guests read. Empty when all are good.
 */
export function checkTemplates(record: IntegrationRecord, engine: TemplateEngine): InputIssue[] {
  return checkTemplatesOf(toRecordJson(record), engine);
}

/** {@link checkTemplates} on JSON in which other fields may be wrong or missing; what is no text is passed over. */
export function checkTemplatesOf(json: unknown, engine: TemplateEngine): InputIssue[] {
  const guests = valueAt(json, ['single_use', 'pins', 'allow_guests']) === true;
  return templateSlots
    .filter((slot) => slot.kind === 'template')
    .flatMap((slot) =>
      versionsAt(json, slot.path).flatMap(({ path, source }) => {
        const faults = templateFaults(source, { slot, engine, guests });
        return faults.map((fault) => ({ path, ...fault }));
      }),
    );
}

interface TemplateVersion {
  readonly path: JsonPath;
  readonly source: string;
}

function versionsAt(json: unknown, path: JsonPath): TemplateVersion[] {
  const value = valueAt(json, path);
  if (typeof value === 'string') {
    return [{ path: path === joinUrl ? path : [...path, 'default'], source: value }];
  }
  const languages = Object.keys((valueAt(value, ['by_language']) ?? {}) as object);
  return [['default'], ...languages.map((language) => ['by_language', language])].flatMap((inner) => {
    const source = valueAt(value, inner);
    return typeof source === 'string' ? [{ path: [...path, ...inner], source }] : [];
  });
}

type Fault = Omit<InputIssue, 'path'>;

interface CheckContext {
  readonly slot: TemplateSlot;
  readonly engine: TemplateEngine;
  readonly guests: boolean;
}

function templateFaults(source: string, context: CheckContext): Fault[] {
  const { slot, engine } = context;
  return orFault('', () => {
    const template = engine.compile(source, { output: slot.output });
    const faults = variableFaults(template, context);
    return faults.length > 0 ? faults : renderFaults(template, slot);
  });
}

function variableFaults({ variables }: CompiledTemplate, context: CheckContext): Fault[] {
  return variables.flatMap((variable) => {
    const fault = variableFault(variable.name, context);
    const place = `Line ${variable.line}, column ${variable.column}: `;
    return fault === null ? [] : [{ ...fault, message: place + fault.message }];
  });
}

/** What goes wrong with the first samples that do not go well. */
function renderFaults(template: CompiledTemplate, { path, variables }: TemplateSlot): Fault[] {
  for (const [title, values] of sampleValues(variables)) {
    const faults = orFault(`${title}: `, () => {
      const text = template.render(values);
      if (path !== joiningInstructions || holdsSampleTag(text)) return [];
      const message = `${title}: {{alias_uuid}} must stand whole in the text.`;
      return [{ code: 'template_alias_uuid', message }];
    });
    if (faults.length > 0) return faults;
  }
  return [];
}

/** As the tag of an invitation is found: in a comment or an attribute it would be none. */
function holdsSampleTag(content: string): boolean {
  return findTags({ type: 'html', content }).some(
    ({ kind, id, malformed }) => kind === 'scheduling' && id === SAMPLE_TAG_ID && !malformed,
  );
}

function orFault(title: string, look: () => Fault[]): Fault[] {
  try {
    return look();
  } catch (error) {
    if (!InvalidInputError.is(error)) throw error;
    return [{ code: error.code, message: title + error.message }];
  }
}

function variableFault(name: string, { slot, guests }: CheckContext): Fault | null {
  const shown = name.slice(0, 64);
  if (!everyVariable.has(name)) {
    return { code: 'template_unknown_variable', message: `there is no variable "${shown}".` };
  }
  if (!slot.variables.includes(name)) {
    return { code: 'template_variable_not_allowed', message: `"${shown}" may not be used in this template.` };
  }
  if (name === 'pin' && guests && slot.path === joiningInstructions) {
    const message = '"pin" is the host\'s; where guests are allowed, guests may read "guest_pin" only.';
    return { code: 'template_variable_not_allowed', message };
  }
  return null;
}
