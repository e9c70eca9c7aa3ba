import { z } from 'zod';
import { addInSection } from './add-in-section.ts';
import { advancedSection } from './advanced-section.ts';
import { emailTextsSection } from './email-texts-section.ts';
import { uuid } from './fields.ts';
import { generalSection } from './general-section.ts';
import { personalSection } from './personal-section.ts';
import {
  callersEntry,
  mailboxSection,
  organizerAccessEntry,
  roomSourceSection,
  signInSection,
} from './provider-sections.ts';
import { type CamelCased, toSnakeCase } from './record-case.ts';
import { schedulingSection } from './scheduling-section.ts';
import { singleUseSection } from './single-use-section.ts';

/**
 * One connection between a deployment and one Exchange deployment, as it stands on every wire. Provider
 * settings and the rules between fields are checked by `parseIntegrationRecord`, not here.
 */
export const integrationRecordSchema = z.strictObject({
  id: uuid,
  tenant_id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Lower-case letters, digits, dots, hyphens, underscores.')
    .default('default'),
  // Parsed even when absent, so that the fault names the field that is missing inside.
  general: generalSection.prefault({} as never),
  mailbox: mailboxSection.nullable().default(null),
  organizer_access: z.array(organizerAccessEntry).max(20).default([]),
  sign_in: signInSection.nullable().default(null),
  room_source: roomSourceSection.nullable().default(null),
  single_use: singleUseSection.prefault({}),
  scheduling: schedulingSection.prefault({}),
  personal: personalSection.prefault({}),
  add_in: addInSection.prefault({} as never),
  email_texts: emailTextsSection.prefault({}),
  advanced: advancedSection.prefault({}),
  callers: z.array(callersEntry).max(20).default([]),
});

/** A complete record in its wire shape. */
export type IntegrationRecordJson = z.output<typeof integrationRecordSchema>;

/** One integration: every default filled in, deeply frozen. `settings` keep the names of their plugin. */
export type IntegrationRecord = CamelCased<IntegrationRecordJson>;

/** The wire shape of a record, secrets included. To show one, use `formatIntegrationRecord`. */
export function toRecordJson(record: IntegrationRecord): IntegrationRecordJson {
  return toSnakeCase(record) as IntegrationRecordJson;
}
