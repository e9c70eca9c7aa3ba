import { hash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/** The bearer token of a request; null without one. */
export function bearerToken(request: Request): string | null {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(request.get('authorization') ?? '') ?? [];
  return token ?? null;
}

/** Name and password of Basic authentication (RFC 7617); null without them. */
export function basicCredentials(
  request: Request,
): { readonly username: string; readonly password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Lower-case hex. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Compares texts of equal length without telling by time where they differ. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
