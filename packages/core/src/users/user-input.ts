import { z } from 'zod';
import type { IntegrationId } from '../identity/tenancy.ts';
import { configuredUrl } from '../integration/fields.ts';
import { entraUserId, exchangeUserId, type UserId } from './user.ts';

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'This must be one line without control characters.')
  .nullable()
  .default(null);

const uuid = z.guid('This is no UUID.').nullable().default(null);

/** A user as an import or a client of the API gives one (S9.6). */
export const userInputSchema = z
  .strictObject({
    email: z.email('This is no e-mail address.').max(254),
    first_name: name,
    last_name: name,
    display_name: name,
    /** Of the Exchange identity token. */
    msexchuid: z.string().trim().min(1).max(200).nullable().default(null),
    /** Where Exchange publishes its keys, as its tokens name it; its host is part of the Exchange id. */
    amurl: configuredUrl.nullable().default(null),
    entra_tenant_id: uuid,
    entra_object_id: uuid,
  })
  .superRefine((user, context) => {
    const pairs = [
      ['msexchuid', 'amurl'],
      ['entra_tenant_id', 'entra_object_id'],
    ] as const;
    for (const [a, b] of pairs) {
      if ((user[a] === null) === (user[b] === null)) continue;
      const path = [user[a] === null ? a : b];
      context.addIssue({ code: 'custom', path, message: `${a} and ${b} go together.` });
    }
  });

/** A user that was judged. */
export type UserInput = z.output<typeof userInputSchema>;

/** The ways in which an imported user is known; an Exchange id is one of the integration given. */
export function inputUserIds(
  { msexchuid, amurl, entra_tenant_id: tenantId, entra_object_id: objectId }: UserInput,
  integrationId: IntegrationId | null,
): readonly UserId[] {
  const exchange =
    msexchuid === null || amurl === null || integrationId === null
      ? []
      : [exchangeUserId({ integrationId, metadataUrl: amurl, msexchuid })];
  const entra = tenantId === null || objectId === null ? [] : [entraUserId({ tenantId, objectId })];
  return [...exchange, ...entra];
}
