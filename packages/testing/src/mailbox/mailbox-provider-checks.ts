import { NotAuthenticatedError, VmrKitError } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import { answerTimes, p95, SETTLING_MS } from './answer-times.ts';
import type { ProviderWorld } from './provider-world.ts';

/** Mailboxes that one account must carry. */
const MANY = 100;

/** How a provider behaves by itself. */
const ownChecks: readonly ContractCheck<ProviderWorld>[] = [
  {
    title: 'tries a mailbox of the account, and says so when it is none',
    run: async ({ provider, email }) => {
      await expect(provider.check(email)).resolves.toBeUndefined();
      const error = await provider.check(`nobody-${email}`).catch((reason: unknown) => reason);
      expect(VmrKitError.is(error)).toBe(true);
    },
  },
  {
    title: 'gives mailboxes that can be looked at, side by side',
    run: async ({ provider, email }) => {
      const looks = Array.from({ length: 30 }, () => provider.equipmentMailbox(email).inspect());
      expect((await Promise.all(looks)).map((look) => look.email)).toEqual(Array(30).fill(email));
    },
  },
  {
    title: 'ends a call with the caller’s own reason',
    run: async ({ provider, email }) => {
      const reason = new Error('enough');
      await expect(provider.check(email, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    },
  },
  {
    title: 'makes no call any more once it is closed, and may be closed twice',
    run: async ({ provider, email }) => {
      await provider.close();
      await provider.close();
      const error = await provider.check(email).catch((thrown: unknown) => thrown);
      expect(VmrKitError.is(error)).toBe(true);
    },
  },
];

/** How providers of one account get along, each opened by an integration of its own. */
const sharingChecks: readonly ContractCheck<ProviderWorld>[] = [
  {
    title:
      '[S1.4a, S4.1a, S4.8g] a hundred integrations of one account answer in time and stay within its limits',
    timeoutMs: 60_000,
    // The only promise about time: a machine that is busy with something else may need another try.
    retry: 2,
    run: async (world) => {
      const opened = await Promise.all(Array.from({ length: MANY }, () => world.open()));
      try {
        const times = await answerTimes(opened, {
          settled: world.settled,
          invite: (email) => world.inviteTo(email),
        });
        expect(p95(times)).toBeLessThan(world.answerWithinMs ?? 1_000);
        expect(await world.refusals()).toBe(0);
      } finally {
        await Promise.all(opened.map(({ provider }) => provider.close()));
      }
    },
  },
  {
    title: '[S1.4b] a wrong secret of one integration disturbs none that has the right one',
    run: async (world) => {
      const right = await world.open();
      const wrong = await world.open({ wrongSecret: true });
      for (const { provider, email } of [wrong, right, wrong, right]) {
        const error = await provider.check(email).catch((thrown: unknown) => thrown);
        expect(NotAuthenticatedError.is(error)).toBe(provider === wrong.provider);
      }
      await Promise.all([right, wrong].map(({ provider }) => provider.close()));
    },
  },
  {
    title: '[S1.4b] an integration that goes leaves the others at work',
    run: async (world) => {
      const going = await world.open();
      const staying = await world.open();
      const follow = async () => {
        const { signal } = new AbortController();
        for await (const batch of going.provider.equipmentMailbox(going.email).changes(null, { signal })) {
          expect(batch.refs).toEqual([]);
        }
      };
      const end = follow().catch((error: unknown) => error);
      const times = await answerTimes([staying], {
        settled: world.settled,
        invite: (email) => world.inviteTo(email),
        before: () => going.provider.close(),
      });
      expect(times).toHaveLength(1);
      expect(p95(times)).toBeLessThan(SETTLING_MS);
      expect(VmrKitError.is(await end)).toBe(true);
      await staying.provider.close();
    },
  },
];

/** Everything that a `MailboxProvider` must do. */
export const mailboxProviderChecks: readonly ContractCheck<ProviderWorld>[] = [
  ...ownChecks,
  ...sharingChecks,
];
