import { randomBytes } from 'node:crypto';
import type { Random } from '@vmrkit/core';

/** Unpredictable bytes of this machine. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
