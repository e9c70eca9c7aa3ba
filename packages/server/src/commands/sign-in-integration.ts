import { InvalidInputError } from '@vmrkit/core';
import { accountSignInOf } from '../account-sign-in/account-sign-in-feature.ts';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand } from './declare-command.ts';

/**
 * `vmrkit integration sign-in`: the link by which a person signs the service account in. Rejects with NotFoundError
 * `ERR_INTEGRATION_NOT_FOUND`, or with InvalidInputError `ERR_INTEGRATION_NO_SIGN_IN` where the record wants no person.
 */
export const signInCommand = defineCommand<{ readonly integration: string }>({
  name: 'integration sign-in',
  summary: 'print the link by which a person signs the service account in; it works once, for ten minutes',
  arguments: [['<integration>', 'its id, or its name where no other has it']],
  examples: [['integration sign-in Sales', 'open the link as the service account']],
  configured: true,
  json: 'href',
  async run(shell, { integration }) {
    await withKit(shell, async (kit) => {
      const { id } = await (await kit.get('integrationRecords')).get(integration);
      const signIn = await accountSignInOf(kit, id);
      if (signIn === null) {
        throw new InvalidInputError('The service account of this integration is signed in by no person.', {
          code: 'ERR_INTEGRATION_NO_SIGN_IN',
        });
      }
      const { href } = await signIn.begin();
      shell.show({ href }, href);
    });
  },
});
