import { z } from 'zod';

const granted = (what: string) =>
  z
    .array(z.string().trim().toLowerCase().min(1).max(253))
    .max(1_000)
    .transform((values) => [...new Set(values)].sort())
    .describe(`${what}; \`*\` for any.`);

/** The id of a tenant, as records name it. */
export const tenantIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Lower-case letters, digits, dots, hyphens, underscores.');

/** What an operator writes of a tenant, as JSON. */
export const tenantInputSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, 'One line, without control characters.'),
  prefixes: granted('Prefixes of aliases, each with all that begin with it'),
  domains: granted('Domains of aliases'),
  fqdns: granted('Servers of add-ins'),
});

/** A tenant as it is to stand. */
export type TenantInput = z.output<typeof tenantInputSchema>;
