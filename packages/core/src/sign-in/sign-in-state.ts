import type { IntegrationId } from '../identity/tenancy.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const STATE = new RegExp(`^(${UUID})\\.(${UUID})\\.[A-Za-z0-9_-]{43}$`);

/** Which sign-in a state names; it proves nothing. */
export interface NamedSignIn {
  readonly integrationId: IntegrationId;
  readonly signInId: string;
}

/** The state of one sign-in: the callback's address is the same for all, so it names integration and sign-in too. */
export function signInState({ integrationId, signInId }: NamedSignIn, secret: string): string {
  return `${integrationId}.${signInId}.${secret}`;
}

/** Null: this has not the form of a state. */
export function readSignInState(state: string): NamedSignIn | null {
  const [, integrationId, signInId] = STATE.exec(state) ?? [];
  return integrationId === undefined || signInId === undefined ? null : { integrationId, signInId };
}
