import { createHash } from 'node:crypto';
import { codeOf, VmrKitError } from '../errors/vmrkit-error.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Random } from '../runtime/random.ts';
import type { PaneBearers } from './pane-bearer.ts';
import type { SignInFailure } from './sign-in.ts';
import type { SignedInIdentity, SignInProvider } from './sign-in-provider.ts';
import type { SignInRecords, SignInRef } from './sign-in-records.ts';
import type { SignInUser, SignInUsers } from './sign-in-users.ts';
import type { SignInRefusal } from './step-sign-in.ts';

/** What the sign-ins of one integration need. */
export interface SignInDeps {
  readonly integration: IntegrationRef;
  readonly records: SignInRecords;
  readonly users: SignInUsers;
  readonly bearers: PaneBearers;
  provider(): Promise<SignInProvider>;
  /** Where identity providers send people back to. */
  readonly redirectUri: string;
  /** Whether somebody without a record may go on: for single-use VMRs alone. */
  readonly servesStrangers: boolean;
  readonly allowsNewUsers: boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  readonly logger: Logger;
  /** By which the log finds the request. */
  readonly correlationId: string;
}

/** Who somebody is, for people to read. */
export function accountOf({ displayName, firstName, lastName, email }: SignedInIdentity): string {
  const name = displayName ?? [firstName, lastName].filter(Boolean).join(' ');
  if (email === null || email === name) return name === '' ? (email ?? '') : name;
  return name === '' ? email : `${name} (${email})`;
}

/** Why a sign-in came to nothing. */
export function failureOf(
  code: string,
  identity: SignedInIdentity | null = null,
  expected: SignInUser | null = null,
): SignInFailure {
  return {
    code,
    account: identity && accountOf(identity),
    expected: expected && (expected.email === null ? expected.name : `${expected.name} (${expected.email})`),
  };
}

/** A refusal of its own, which changes no document. */
export function refused(code: string, identity: SignedInIdentity | null = null): SignInRefusal {
  return { kind: 'refused', failure: failureOf(code, identity) };
}

/** The log alone hears what the identity provider said; the person gets the code. */
export function tellLog(
  error: unknown,
  { ref, deps }: { readonly ref: SignInRef; readonly deps: SignInDeps },
): string {
  const code = codeOf(error);
  const why = VmrKitError.is(error) ? { reason: error.message } : {};
  deps.logger.warn('A sign-in failed.', {
    integration: ref.integrationId,
    sign_in: ref.id,
    code,
    correlation_id: deps.correlationId,
    ...why,
  });
  return code;
}

/** A secret of 256 bits. */
export function secretText(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

/** What is kept of a secret. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
