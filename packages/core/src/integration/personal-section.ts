import { z } from 'zod';
import { defaultTexts } from './default-texts.ts';
import { localizedHtml, localizedPlainTemplate } from './localized-text.ts';

/** How personal VMRs are offered and written into meetings. */
export const personalSection = z.strictObject({
  /** Whether a user without a record gets one at sign-in. */
  allow_new_users: z.boolean().default(false),
  joining_instructions_template: localizedHtml(defaultTexts.personal.joiningInstructions),
  location_template: localizedPlainTemplate(defaultTexts.personal.location),
  name_template: localizedPlainTemplate(defaultTexts.personal.name),
  description_template: localizedPlainTemplate(defaultTexts.personal.description),
});
