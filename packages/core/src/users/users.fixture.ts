import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { claimShape } from '../allocation/claim.ts';
import type { SignedInIdentity } from '../sign-in/sign-in-provider.ts';
import { IntegrationUsers } from './integration-users.ts';
import { userShape } from './user.ts';

/** An integration of tenant `acme`. */
export const INTEGRATION = '11111111-1111-4111-8111-111111111111';

/** Somebody of Entra who signed in, with what a test changes. */
export function identity(changes: Partial<SignedInIdentity> = {}): SignedInIdentity {
  return {
    key: 'azure/t1/olga',
    email: 'olga@acme.example',
    isEmailTrusted: true,
    firstName: 'Olga',
    lastName: 'Berg',
    displayName: null,
    entra: { tenantId: 'T1', objectId: 'OLGA' },
    ...changes,
  };
}

/** Users over a store in memory. */
export function openUsers() {
  const database = createWeakMemoryDatabase();
  const store = { users: database.collection(userShape), claims: database.collection(claimShape) };
  const deps = { store, clock: new FakeClock(), random: createSeededRandom(7) };
  const usersOf = ({ tenantId = 'acme', integrationId = INTEGRATION, allowsNewUsers = true } = {}) =>
    new IntegrationUsers({ ...deps, integration: { tenantId, integrationId }, allowsNewUsers });
  return { database, deps, usersOf };
}
