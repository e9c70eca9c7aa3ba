import { definePlugin } from '@vmrkit/core';
import { z } from 'zod';
import { createExchangeIdentityVerifier } from './exchange-identity-verifier.ts';

/** Settings of {@link exchangeIdentityVerifierPlugin}. */
export const exchangeIdentitySettingsSchema = z.strictObject({
  /** PEM of certificate authorities that are trusted besides the usual ones. */
  ca_certificates: z.string().max(200_000).nullable().default(null),
});

/** Verification of Exchange user identity tokens as a plugin. */
export const exchangeIdentityVerifierPlugin = definePlugin({
  kind: 'caller-verifier',
  name: 'exchange',
  settingsSchema: exchangeIdentitySettingsSchema,
  create: ({ ca_certificates }, { http, clock, logger }) =>
    createExchangeIdentityVerifier({ http, clock, logger, caCertificates: ca_certificates }),
});
