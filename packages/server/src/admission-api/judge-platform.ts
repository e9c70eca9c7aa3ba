import { listPlatforms, type Platform } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import type { ServerConfig } from '../config/server-config.ts';
import { openConnections } from './open-connections.ts';
import { openPlatform } from './open-platform.ts';

/** A platform as somebody wants it. */
export interface WantedPlatform
  extends Pick<Platform, 'name' | 'adapter' | 'settings' | 'tenants' | 'mayHearReason'> {
  /** The one that it replaces; null: it is new. */
  readonly id: string | null;
}

/** Stands for a credential that is still to be made; as long as a hash and equal to none. */
const unmade = { bearerSha256: '-'.repeat(64) };

/**
 * Opens a platform beside those that are served, to find its faults. Rejects with InvalidInputError
 * `ERR_PLATFORM_INVALID`.
 */
export async function judgePlatform(
  { id, ...wanted }: WantedPlatform,
  { kit, config }: { readonly kit: VmrKit; readonly config: ServerConfig },
): Promise<void> {
  const beside = [...(await openConnections(config.platforms, kit))];
  for (const { id: other, value } of await listPlatforms({ store: await kit.get('store') })) {
    if (other === id || !value.enabled) continue;
    const opened = await openPlatform(value, { beside, kit }).catch(() => null);
    if (opened !== null) beside.push(opened);
  }
  await openPlatform({ ...wanted, proof: unmade }, { beside, kit });
}
