import { InvalidInputError, type TemplateOutput, type TemplateValues } from '@vmrkit/core';
import {
  RenderingBudget,
  sampleValues,
  templateSlots,
  textFor,
  withinBudget,
} from '@vmrkit/core/composition';
import { z } from 'zod';
import { maskedRecordOf } from '../views/integration-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { integrationOf } from './integration-answers.ts';

/** What all previews of a process may take of any minute; each ends within the limits of its engine. */
const BUDGET_MS = 10_000;

const one = z.string().max(2_000);
const value = z.union([one, z.number(), z.boolean(), z.null(), z.array(one).max(50)]);

const fault = z.strictObject({
  message: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
});

/** How a template reads with sample values (S6.5). */
export const templatePreviewsRoutes: AdminRouteGroup = async ({ kit }) => {
  const budget = new RenderingBudget(await kit.get('clock'), BUDGET_MS);
  const engine = withinBudget(await kit.get('templateEngine'), budget);
  return [
    adminRoute({
      method: 'post',
      path: `${ADMIN_PATH}/template_previews`,
      id: 'previewTemplate',
      permission: 'signed-in',
      audit: null,
      summary: 'Renders a template with sample values; saves nothing.',
      body: z.strictObject({
        slot: z.string().max(100).describe('Its field: `email_texts.joining_instructions_template`.'),
        template: z.string().max(65_536).optional().describe('Left out: the one that the integration has.'),
        integration_id: z
          .string()
          .max(64)
          .nullable()
          .default(null)
          .describe('Whose aliases and server stand among the sample values.'),
        language: z.string().max(64).nullable().default(null).describe('Which version of the integration’s.'),
        values: z.record(z.string().max(64), value).default({}).describe('In the place of sample values.'),
      }),
      maxBodyBytes: 256 * 1_024,
      answer: z.strictObject({
        html: z
          .string()
          .nullable()
          .describe('To be shown in a frame without any rights: it is a tenant’s text.'),
        text: z.string().nullable(),
        template: z.string().describe('What was rendered.'),
        error: fault.nullable(),
        variables: z.array(z.string()).describe('What the template may use.'),
      }),
      faults: [400, 404],
      async handle({ caller, body }) {
        const slot = templateSlots.find(({ path }) => path.join('.') === body.slot);
        if (slot === undefined) throw unknownSlot();
        const variables = [...slot.variables];
        const { integration_id: id, language } = body;
        const record = id === null ? null : maskedRecordOf(await integrationOf(kit, caller, id));
        const source = body.template ?? storedText(record, { path: slot.path, language });
        const none = { html: null, text: null, template: source, error: null, variables };
        const shown = (text: string, output: TemplateOutput) =>
          output === 'html' ? { ...none, html: text } : { ...none, text };
        if (slot.kind === 'text') return shown(source, slot.output);
        try {
          const template = engine.compile(source, { output: slot.output });
          const [samples = {}] = sampleValues(slot.variables).values();
          const given = Object.entries(body.values).filter(([name]) => slot.variables.includes(name));
          const text = template.render({
            ...samples,
            ...ownValues(record, slot.variables),
            ...Object.fromEntries(given),
          });
          const strange = template.variables.find(({ name }) => !slot.variables.includes(name));
          if (strange === undefined) return shown(text, slot.output);
          const { name, line, column } = strange;
          const message = `"${name.slice(0, 64)}" may not be used in this template.`;
          return { ...shown(text, slot.output), error: { message, line, column } };
        } catch (error) {
          if (!InvalidInputError.is(error)) throw error;
          return { ...none, error: placed(error.message) };
        }
      },
    }),
  ];
};

type SomeRecord = ReturnType<typeof maskedRecordOf> | null;

/** The version of a text that a reader of a language gets. */
function storedText(
  record: SomeRecord,
  { path, language }: { readonly path: readonly (string | number)[]; readonly language: string | null },
): string {
  let text: unknown = record;
  for (const key of path) text = Object(text)[key];
  const { default: fallback = '', by_language: byLanguage = {} } = Object(text);
  return typeof text === 'string' ? text : textFor({ default: fallback, byLanguage }, language);
}

/** What sample values would be with an integration's own aliases and server. */
function ownValues(record: SomeRecord, variables: readonly string[]): TemplateValues {
  if (record === null) return {};
  const { scheduled_alias_prefix: prefix, scheduled_alias_domain: domain } = record.single_use;
  const numeric = `${prefix}12345678`;
  const own = {
    ...(prefix !== '' && { numeric_alias: numeric }),
    ...(prefix !== '' && domain !== '' && { alias: `${numeric}@${domain}` }),
    addin_server_domain: record.add_in.server_fqdn,
  };
  return Object.fromEntries(Object.entries(own).filter(([name]) => variables.includes(name)));
}

/** A fault with the place that its message names. */
function placed(message: string): z.output<typeof fault> {
  const [, line, column] = /line (\d+)(?:, column (\d+))?/i.exec(message) ?? [];
  return { message, line: line ? Number(line) : null, column: column ? Number(column) : null };
}

function unknownSlot(): InvalidInputError {
  const known = templateSlots.map(({ path }) => path.join('.')).join(', ');
  return new InvalidInputError('There is no such template.', {
    code: 'ERR_REQUEST_INVALID',
    issues: [{ path: ['slot'], code: 'unknown', message: `Templates are ${known}.` }],
  });
}
