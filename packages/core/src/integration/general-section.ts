import { z } from 'zod';
import { label } from './fields.ts';

/** What an integration is called and what it serves. */
export const generalSection = z.strictObject({
  name: label(250).min(1),
  description: z.string().trim().max(1_000).default(''),
  enabled: z.boolean().default(true),
  enable_single_use_vmrs: z.boolean().default(true),
  enable_personal_vmrs: z.boolean().default(false),
});
