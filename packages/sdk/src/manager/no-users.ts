import type { SignInUsers } from '@vmrkit/core/composition';

/** Users of a deployment that keeps none: people sign in for single-use VMRs alone. */
export const noUsers: SignInUsers = {
  get: async () => null,
  ofCaller: async () => null,
  ofIdentity: async () => null,
  admit: async () => null,
  tie: async () => undefined,
};
