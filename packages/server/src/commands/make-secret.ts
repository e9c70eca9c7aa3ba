import { randomBytes } from 'node:crypto';
import { sha256 } from '../http/bearer.ts';

/** `vmrkit secret`: a random secret, and its hash for the configuration. As a master key write it as `id:secret`. */
export function makeSecret(): string {
  const secret = randomBytes(32).toString('base64');
  return JSON.stringify({ secret, sha256: sha256(secret) });
}
