import { type MailboxProvider, VmrKitError } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';

/** A provider with its account, and a mailbox that it may work. */
export interface ProviderWorld {
  readonly provider: MailboxProvider;
  readonly email: string;
  close(): Promise<void>;
}

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
  });
}
