import type { Request, Response } from 'express';
import { sha256 } from '../http/bearer.ts';

const LIFE_MS = 10 * 60_000;

/** One cookie a state, so that two sign-ins of one browser do not overwrite each other. */
function cookieName(state: string): string {
  return `__Host-vmrkit-${sha256(state).slice(0, 16)}`;
}

/**
 * Ties the browser to the state. Lax lets it come along when the identity provider sends the browser back, which it does
 * by GET; the prefix keeps sub-domains and plain http from setting it.
 */
export function setSignInCookie(
  response: Response,
  { state, browser }: { readonly state: string; readonly browser: string },
): void {
  const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/', maxAge: LIFE_MS } as const;
  response.cookie(cookieName(state), browser, options);
}

/** The value that the browser was given with this state; null: it was given none. */
export function signInCookie(request: Request, state: string): string | null {
  const wanted = `${cookieName(state)}=`;
  const found = (request.get('cookie') ?? '').split(/; */).find((each) => each.startsWith(wanted));
  const value = found?.slice(wanted.length) ?? '';
  return /^[A-Za-z0-9_-]{1,128}$/.test(value) ? value : null;
}
