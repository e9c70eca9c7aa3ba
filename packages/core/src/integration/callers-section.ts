import { z } from 'zod';
import { foreignUuid } from './fields.ts';

const claimName = z.string().trim().min(1).max(256);

/** How callers of the add-in prove who they are, besides Exchange tokens (S2.10, S7.2, S9.2). */
export const callersSection = z.strictObject({
  entra: z
    .strictObject({
      /** Directories whose users may call; none: no Entra token is accepted. */
      tenant_ids: z.array(foreignUuid).max(50).default([]),
      /** Client id of the pane's app registration. */
      app_id: foreignUuid.nullable().default(null),
      /** Client id of the API's app registration, the audience of its tokens; null: the same as `app_id`. */
      api_app_id: foreignUuid.nullable().default(null),
      /** Scope that a token must carry. */
      scope: z.string().trim().min(1).max(256).default('access_as_user'),
    })
    .prefault({}),
  /** Claims of AD FS tokens that hold the user's data. */
  claim_names: z
    .strictObject({
      email: claimName.default('email'),
      first_name: claimName.default('first_name'),
      last_name: claimName.default('last_name'),
      display_name: claimName.default('display_name'),
    })
    .prefault({}),
});
