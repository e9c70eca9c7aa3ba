import { formatInstant } from '@vmrkit/core';
import { type StoredPlatform, tenantIdSchema } from '@vmrkit/core/composition';
import type { PlatformWatch } from '@vmrkit/sdk';
import { z } from 'zod';
import { configuredKey } from '../admission-api/served-platforms.ts';
import type { PlatformConfig } from '../config/server-config.ts';
import { anyObject, time } from './resource.ts';

/** What of a platform may be changed. */
export const platformFields = {
  settings: anyObject.describe('Those of the adapter.'),
  tenants: z
    .union([z.literal('all'), z.array(tenantIdSchema).min(1).max(1_000)])
    .describe('Tenants whose conferences it may see.'),
  may_hear_reason: z.boolean().describe('Whether it is told why a join window is closed.'),
  enabled: z.boolean().describe('One that is off has no routes.'),
};

/** A platform as operators see it. */
export const platformAnswer = z.strictObject({
  id: z.string().nullable().describe('Null: it stands in the configuration file, and is changed there.'),
  name: z.string(),
  adapter: z.string(),
  ...platformFields,
  tenants: z.union([z.literal('all'), z.array(z.string())]).describe('Tenants whose conferences it may see.'),
  proof: z.enum(['bearer', 'basic', 'secret']).describe('How it proves itself.'),
  username: z.string().nullable().describe('With `basic`.'),
  routes: z.array(z.string()).describe('Where it asks and tells: method and path of the public listener.'),
  fault: z.string().nullable().describe('Why this manager does not serve it.'),
  created_at: time.nullable(),
  version: z.string().nullable().describe('For If-Match.'),
});

type PlatformAnswer = z.output<typeof platformAnswer>;

/** A platform that operators connected, as it is answered. */
export function platformWire(
  { id, value }: Pick<StoredPlatform, 'id' | 'value'>,
  book: PlatformWatch,
): PlatformAnswer & { version: string } {
  const { name, adapter, settings, tenants, mayHearReason, enabled, proof, createdAt, version } = value;
  const { routes, fault } = book.standing(id);
  return {
    id,
    name,
    adapter,
    settings: { ...settings },
    enabled,
    fault,
    tenants: tenants === 'all' ? tenants : [...tenants],
    may_hear_reason: mayHearReason,
    proof: 'username' in proof ? 'basic' : 'bearer',
    username: 'username' in proof ? proof.username : null,
    routes: [...routes],
    created_at: formatInstant(createdAt),
    version: String(version),
  };
}

/** A platform of the configuration file, as it is answered; `secrets` are settings that nobody is shown. */
export function configuredWire(
  { name, adapter, settings, tenants, may_hear_reason, credentials }: PlatformConfig,
  {
    index,
    secrets,
    book,
  }: { readonly index: number; readonly secrets: readonly string[]; readonly book: PlatformWatch },
): PlatformAnswer {
  const isShown = ([setting]: readonly [string, unknown]) => !secrets.includes(setting);
  const isBasic = 'username' in credentials;
  return {
    id: null,
    name,
    adapter,
    may_hear_reason,
    enabled: true,
    fault: null,
    settings: Object.fromEntries(Object.entries(settings).filter(isShown)),
    tenants: tenants === 'all' ? tenants : [...tenants],
    proof: isBasic ? 'basic' : 'secret_file' in credentials ? 'secret' : 'bearer',
    username: isBasic ? credentials.username : null,
    routes: [...book.standing(configuredKey(index)).routes],
    created_at: null,
    version: null,
  };
}
