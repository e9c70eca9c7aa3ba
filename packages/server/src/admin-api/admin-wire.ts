import { z } from 'zod';

/** An account as administrators see it. */
export const accountAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(['operator', 'tenant-administrator']),
  tenants: z.union([z.literal('all'), z.array(z.string())]),
  created_at: z.iso.datetime(),
  last_signed_in_at: z.iso.datetime().nullable(),
  locked_until: z.iso.datetime().nullable(),
  issuer: z.string().nullable().describe('Where the account signs in besides its password; null: nowhere.'),
  version: z.string().describe('For If-Match.'),
});
