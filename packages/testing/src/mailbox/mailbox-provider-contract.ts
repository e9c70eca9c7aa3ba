import { NotAuthenticatedError, VmrKitError } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { answerTimes, p95, SETTLING_MS } from './answer-times.ts';
import type { ProviderWorld } from './provider-world.ts';

/** Mailboxes that one account must carry. */
const MANY = 100;

/** The contract of `MailboxProvider`; what it makes has the contracts of `EquipmentMailbox` and `OrganizerCalendars`. */
export function mailboxProviderContract(name: string, create: () => Promise<ProviderWorld>): void {
  const inWorld = async (act: (world: ProviderWorld) => Promise<void>): Promise<void> => {
    const world = await create();
    try {
      await act(world);
    } finally {
      await world.close();
    }
  };

  describe(`MailboxProvider contract: ${name}`, { timeout: 20_000 }, () => {
    it('tries a mailbox of the account, and says so when it is none', () =>
      inWorld(async ({ provider, email }) => {
        await expect(provider.check(email)).resolves.toBeUndefined();
        const error = await provider.check(`nobody-${email}`).catch((reason: unknown) => reason);
        expect(VmrKitError.is(error)).toBe(true);
      }));

    it('gives mailboxes that can be looked at, side by side', () =>
      inWorld(async ({ provider, email }) => {
        const looks = Array.from({ length: 30 }, () => provider.equipmentMailbox(email).inspect());
        expect((await Promise.all(looks)).map((look) => look.email)).toEqual(Array(30).fill(email));
      }));

    it('ends a call with the caller’s own reason', () =>
      inWorld(async ({ provider, email }) => {
        const reason = new Error('enough');
        await expect(provider.check(email, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      }));

    it('makes no call any more once it is closed, and may be closed twice', () =>
      inWorld(async ({ provider, email }) => {
        await provider.close();
        await provider.close();
        const error = await provider.check(email).catch((thrown: unknown) => thrown);
        expect(VmrKitError.is(error)).toBe(true);
      }));

    sharingSuite(inWorld);
  });
}

/** How providers of one account get along, each opened by an integration of its own. */
function sharingSuite(inWorld: (act: (world: ProviderWorld) => Promise<void>) => Promise<void>): void {
  // The only promise about time: a machine that is busy with something else may need another try.
  it(
    '[S1.4, S4.1a, S12.2] a hundred integrations of one account answer within a second and stay within its limits',
    {
      timeout: 60_000,
      retry: 2,
    },
    () =>
      inWorld(async (world) => {
        const opened = await Promise.all(Array.from({ length: MANY }, () => world.open()));
        try {
          const times = await answerTimes(opened, { invite: (email) => world.inviteTo(email) });
          expect(p95(times)).toBeLessThan(1_000);
          expect(await world.refusals()).toBe(0);
        } finally {
          await Promise.all(opened.map(({ provider }) => provider.close()));
        }
      }),
  );

  it('[S1.4] a wrong secret of one integration disturbs none that has the right one', () =>
    inWorld(async (world) => {
      const right = await world.open();
      const wrong = await world.open({ wrongSecret: true });
      for (const { provider, email } of [wrong, right, wrong, right]) {
        const error = await provider.check(email).catch((thrown: unknown) => thrown);
        expect(NotAuthenticatedError.is(error)).toBe(provider === wrong.provider);
      }
      await Promise.all([right, wrong].map(({ provider }) => provider.close()));
    }));

  it('[S1.4] an integration that goes leaves the others at work', () =>
    inWorld(async (world) => {
      const going = await world.open();
      const staying = await world.open();
      const followed = (async () => {
        const { signal } = new AbortController();
        for await (const batch of going.provider.equipmentMailbox(going.email).changes(null, { signal })) {
          expect(batch.refs).toEqual([]);
        }
      })();
      const end = expect(followed).rejects.toSatisfy((error) => VmrKitError.is(error));
      const times = await answerTimes([staying], {
        invite: (email) => world.inviteTo(email),
        before: () => going.provider.close(),
      });
      expect(times).toHaveLength(1);
      expect(p95(times)).toBeLessThan(SETTLING_MS);
      await end;
      await staying.provider.close();
    }));
}
