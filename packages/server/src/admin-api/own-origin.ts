import { NotAllowedError } from '@vmrkit/core';
import type { Request } from 'express';
import type { ServerConfig } from '../config/server-config.ts';

type AdminConfig = Pick<ServerConfig['admin'], 'listen' | 'origin'>;

/**
 * Refuses what a browser was led to by another site. Throws NotAllowedError `ERR_ADMIN_HOST` for a name that is not this
 * server's (a foreign name may be made to lead here), and `ERR_ADMIN_OTHER_ORIGIN` for a request that another origin made.
 * `isKnown`: the browser sent proof along by itself, so that a change has to say from where it comes.
 */
export function refuseOtherOrigins(
  request: Pick<Request, 'method' | 'headers'>,
  { admin, isKnown }: { readonly admin: AdminConfig; readonly isKnown: boolean },
): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  if (!isOwnHost(host, admin)) {
    throw new NotAllowedError('The admin API is not served under this name.', { code: 'ERR_ADMIN_HOST' });
  }
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const isSameSite = site === undefined || site === 'same-origin' || (isReading && site === 'none');
  const isSameOrigin = origin === undefined ? isReading || !isKnown : isOwnOrigin(origin, { host, admin });
  if (isSameSite && isSameOrigin) return;
  throw new NotAllowedError('Another origin made this request.', { code: 'ERR_ADMIN_OTHER_ORIGIN' });
}

/** Where the admin listener hears this machine alone, names of others are somebody's trick. */
function isOwnHost(host: string, { listen, origin }: AdminConfig): boolean {
  if (origin !== null && host.toLowerCase() === new URL(origin).host) return true;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return isLoopback(name) || (origin === null && !isLoopback(listen.replace(/:\d+$/, '')));
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function isOwnOrigin(
  given: string,
  { host, admin }: { readonly host: string; readonly admin: AdminConfig },
): boolean {
  if (admin.origin !== null && given === new URL(admin.origin).origin) return true;
  if (!URL.canParse(given)) return false;
  return new URL(given).host === host.toLowerCase();
}
