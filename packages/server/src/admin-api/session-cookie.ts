import type { ReplyHeaders } from '../http/route.ts';
import { SESSION_COOKIE } from './admin-route.ts';

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/** The cookies of a request by name; of several of one name the first. */
export function cookieOf(header: string | undefined, name: string): string | null {
  const wanted = `${name}=`;
  const found = (header ?? '').split(/; */).find((each) => each.startsWith(wanted));
  return found === undefined || found.length > 4_096 ? null : found.slice(wanted.length);
}

/** The secret of the session that a request brings; null: it brings none. */
export function sessionSecret(header: string | undefined): string | null {
  return cookieOf(header, SESSION_COOKIE);
}

/** Keeps the session in the browser: no script reads it, no other site sends it along. */
export function sessionCookie(secret: string): ReplyHeaders {
  return { 'Set-Cookie': `${SESSION_COOKIE}=${secret}; ${ATTRIBUTES}` };
}

/** Takes the session away from the browser. */
export const noSessionCookie: ReplyHeaders = { 'Set-Cookie': `${SESSION_COOKIE}=; ${ATTRIBUTES}; Max-Age=0` };
