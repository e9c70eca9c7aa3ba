import { InvalidInputError, NotFoundError } from '@vmrkit/core';
import { accountSignInOf } from '../account-sign-in/account-sign-in-feature.ts';
import { type KitSource, withKit } from '../runtime/with-kit.ts';

/**
 * `vmrkit integration sign-in`: the link by which a person signs the service account in. Rejects with NotFoundError
 * `ERR_INTEGRATION_NOT_FOUND`, or with InvalidInputError `ERR_INTEGRATION_NO_SIGN_IN` where the record wants no person.
 */
export function signInIntegration({ id, ...source }: KitSource & { readonly id: string }): Promise<string> {
  return withKit(source, async (kit) => {
    const signIn = await accountSignInOf(kit, id);
    if (signIn !== null) return (await signIn.begin()).href;
    if ((await kit.get('integrationRegistry')).find(id) !== null) {
      throw new InvalidInputError('The service account of this integration is signed in by no person.', {
        code: 'ERR_INTEGRATION_NO_SIGN_IN',
      });
    }
    throw new NotFoundError(`There is no integration ${id}; \`vmrkit integration list\` shows all.`, {
      code: 'ERR_INTEGRATION_NOT_FOUND',
    });
  });
}
