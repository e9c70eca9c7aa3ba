import {
  type AdministratorsDeps,
  AdminSessions,
  type ApiTokensDeps,
  type PasswordHasher,
  type Store,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { argon2Hasher } from './argon2-hasher.ts';

/** How administrators get in. */
export interface AdminAccess {
  readonly deps: AdministratorsDeps & ApiTokensDeps & { readonly store: Store };
  readonly sessions: AdminSessions;
}

/** The access of administrators to a kit. */
export async function openAccess(kit: VmrKit, hasher: PasswordHasher = argon2Hasher): Promise<AdminAccess> {
  const [store, clock, random] = [await kit.get('store'), await kit.get('clock'), await kit.get('random')];
  const deps = { store, clock, random, hasher };
  return { deps, sessions: new AdminSessions(deps) };
}
