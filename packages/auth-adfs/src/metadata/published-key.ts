import { UnavailableError } from '@vmrkit/core';
import type { CryptoKey } from 'jose';

/** One key as it is published: the ids that tokens name it by. */
export interface PublishedKey {
  readonly ids: readonly string[];
  readonly key: CryptoKey;
  /** Tells two keys apart. */
  readonly material: string;
}

/** What AD FS publishes cannot be used; `why` has no text of the server's in it. */
export function unusable(why: string): UnavailableError {
  return new UnavailableError(`What AD FS publishes about itself cannot be used: ${why}.`, {
    code: 'ERR_ADFS_METADATA',
  });
}
