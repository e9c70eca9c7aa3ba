import { setTimeout } from 'node:timers/promises';
import type { EgressResolver } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { fetchMetadata } from './fetch-metadata.ts';

describe('fetchMetadata', () => {
  it('[S2.12f] waits no longer than its deadline, also for the gate before it', async () => {
    const egress: EgressResolver = { resolve: () => new Promise(() => undefined) };
    const options = { egress, caCertificates: null, deadlineMs: 50 };
    const fetched = fetchMetadata(new URL('https://mail.test/'), options);
    const outcome = await Promise.race([fetched.catch((error: unknown) => error), setTimeout(2_000, 'late')]);
    expect(outcome).toMatchObject({ code: 'ERR_TOKEN_KEYS_UNAVAILABLE' });
  });
});
