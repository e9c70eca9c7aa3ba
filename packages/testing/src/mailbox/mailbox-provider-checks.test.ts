import { setTimeout as sleep } from 'node:timers/promises';
import { type MailboxProvider, NotAuthenticatedError, NotFoundError, UnavailableError } from '@vmrkit/core';
import { describe } from 'vitest';
import { altered, type Fault, kitSees } from '../faulty.fixture.ts';
import { createEwsLikeWorld } from './fakes/create-ews-like-world.ts';
import { mailboxProviderChecks } from './mailbox-provider-checks.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import type { OpenedAccount, ProviderWorld } from './provider-world.ts';
import { invitation } from './world-steps.ts';

type Change = (sound: MailboxProvider, email: string) => Partial<MailboxProvider>;

/** A world in which every provider, those opened later too, does some things otherwise. */
function provider(change: Change): Fault<ProviderWorld>['spoil'] {
  const spoilt = <T extends OpenedAccount>(account: T): T => ({
    ...account,
    provider: altered(account.provider, change(account.provider, account.email)),
  });
  return (world) => ({ ...spoilt(world), open: async (options) => spoilt(await world.open(options)) });
}

describe('the contract of a mailbox provider', () => {
  kitSees(
    mailboxProviderChecks,
    [
      {
        fault: 'takes every address for a mailbox',
        seenBy: 'tries a mailbox of the account',
        spoil: provider(() => ({ check: async () => undefined })),
      },
      {
        fault: 'looks at one mailbox whatever it was asked for',
        seenBy: 'gives mailboxes that can be looked at',
        spoil: provider((sound, email) => ({
          equipmentMailbox: () =>
            altered(sound.equipmentMailbox(email), {
              inspect: async (options) => ({
                ...(await sound.equipmentMailbox(email).inspect(options)),
                email: 'first@corp.example',
              }),
            }),
        })),
      },
      {
        fault: 'ignores the signal',
        seenBy: 'ends a call with the caller’s own reason',
        spoil: provider((sound) => ({ check: (email) => sound.check(email) })),
      },
      {
        fault: 'works on after it was closed',
        seenBy: 'makes no call any more once it is closed',
        spoil: provider(() => ({ close: async () => undefined })),
      },
      {
        fault: 'starves half of the mailboxes',
        seenBy: 'a hundred integrations of one account answer in time',
        spoil: provider((sound, opened) => ({
          equipmentMailbox: (email) =>
            Number(/\d+/.exec(opened)) % 2 === 0
              ? altered(sound.equipmentMailbox(email), { respond: async () => [] })
              : sound.equipmentMailbox(email),
        })),
      },
      {
        fault: 'goes beyond the limits of its account',
        seenBy: 'a hundred integrations of one account answer in time',
        spoil: (world) => ({ ...world, refusals: async () => 1 }),
      },
      {
        fault: 'lets in whoever comes when one was let in',
        seenBy: 'a wrong secret of one integration',
        spoil: (world) => ({ ...world, open: () => world.open() }),
      },
      {
        fault: 'never ends what follows a mailbox',
        seenBy: 'an integration that goes leaves the others at work',
        spoil: provider((sound) => ({
          equipmentMailbox: (email) =>
            altered(sound.equipmentMailbox(email), {
              changes: async function* (cursor, options) {
                yield* swallowing(sound.equipmentMailbox(email).changes(cursor, options));
              },
            }),
        })),
      },
    ],
    async (act) => {
      const world = await createProviderWorld();
      await act(world).finally(() => world.close());
    },
  );
});

/** The same batches; it ends where the source fails. */
async function* swallowing<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* source;
  } catch {
    // What failed is the fault that the kit must see.
  }
}

/** One account in memory; each integration that opens it gets a mailbox of its own. */
async function createProviderWorld(): Promise<ProviderWorld> {
  const worlds = new Map<string, MailboxWorld>();
  const open: ProviderWorld['open'] = async ({ wrongSecret = false } = {}) => {
    const email = `equipment-${worlds.size}@corp.example`;
    const world = createEwsLikeWorld();
    worlds.set(email, world);
    return { email, provider: createProvider(world, { email, wrongSecret }) };
  };
  return {
    ...(await open()),
    open,
    settled: () => sleep(300),
    refusals: async () => 0,
    inviteTo: async (email) => {
      const world = worlds.get(email);
      await world?.invite(invitation(world, 1));
    },
    close: async () => {
      await Promise.all([...worlds.values()].map((world) => world.close()));
    },
  };
}

function createProvider(
  world: MailboxWorld,
  { email, wrongSecret }: { readonly email: string; readonly wrongSecret: boolean },
): MailboxProvider {
  const closed = new AbortController();
  const mailbox = altered(world.mailbox, {
    inspect: async (options) => ({ ...(await world.mailbox.inspect(options)), email }),
    changes: (cursor, { signal }) =>
      world.mailbox.changes(cursor, { signal: AbortSignal.any([signal, closed.signal]) }),
  });
  return {
    equipmentMailbox: () => mailbox,
    organizerCalendars: () => world.calendars,
    check: async (asked, { signal } = {}) => {
      signal?.throwIfAborted();
      closed.signal.throwIfAborted();
      if (wrongSecret) throw new NotAuthenticatedError('The secret is wrong.', { code: 'ERR_FAKE_SECRET' });
      if (asked !== email) throw new NotFoundError('There is no such mailbox.', { code: 'ERR_FAKE_MAILBOX' });
    },
    close: async () => closed.abort(new UnavailableError('Closed.', { code: 'ERR_FAKE_CLOSED' })),
  };
}
