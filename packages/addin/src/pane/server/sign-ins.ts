import { callServer, RefusedError, textOf } from './call-server.ts';

/** A sign-in that this pane began. */
export interface BegunSignIn {
  readonly id: string;
  /** Bearer for the result; stays in memory. */
  readonly secret: string;
  readonly digits: string;
  readonly url: string;
}

/** What is known of a sign-in. */
export type SignInAnswer =
  | { readonly kind: 'waiting' | 'confirming' }
  | { readonly kind: 'signed-in'; readonly bearer: string };

/** Begins a sign-in, for the mailbox of the add-in's token where there is one. Rejects with a RefusedError. */
export async function beginSignIn(token: string | null, loginHint: string): Promise<BegunSignIn> {
  const hint = loginHint === '' || loginHint.length > 320 ? null : loginHint;
  const json = await callServer('sign_ins', { token, body: { login_hint: hint } });
  const begun = {
    id: textOf(json.sign_in),
    secret: textOf(json.secret),
    digits: textOf(json.digits),
    url: textOf(json.url),
  };
  if (Object.values(begun).includes('')) throw new RefusedError({ kind: 'unavailable' });
  return begun;
}

/** Asks for the result: with the code that the dialog told, or without. Rejects with a RefusedError. */
export async function takeSignIn(
  { id, secret }: Pick<BegunSignIn, 'id' | 'secret'>,
  code: string | null,
): Promise<SignInAnswer> {
  const path = `sign_ins/${encodeURIComponent(id)}/result`;
  const { state, bearer } = await callServer(path, { token: secret, body: { code } });
  if (state === 'signed_in' && textOf(bearer) !== '') return { kind: 'signed-in', bearer: textOf(bearer) };
  return { kind: state === 'confirming' ? 'confirming' : 'waiting' };
}
