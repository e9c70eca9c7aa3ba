import { configuredUrl, definePlugin, hostname, lineList } from '@vmrkit/core';
import { z } from 'zod';
import { createExchangeIdentityVerifier } from './exchange-identity-verifier.ts';
import { metadataChecks } from './metadata-checks.ts';

/** A bare host name stands for the metadata document at its usual place. */
function metadataUrl(text: string): string {
  const host = text.trim().toLowerCase();
  return hostname.safeParse(host).success ? `https://${host}/autodiscover/metadata/json/1` : text;
}

/** Settings of {@link exchangeIdentityVerifierPlugin}. */
export const exchangeIdentitySettingsSchema = z.strictObject({
  /** Authentication metadata documents that are trusted; no other is ever fetched. */
  metadata_urls: lineList(z.array(z.string().transform(metadataUrl).pipe(configuredUrl)).min(1).max(100)),
  /** PEM of certificate authorities that are trusted besides the usual ones. */
  ca_certificates: z.string().max(200_000).nullable().default(null),
  /** Whether the web proxy of the deployment is passed by. */
  bypass_web_proxy: z.boolean().default(false),
});

/** Verification of Exchange user identity tokens as a plugin, named `exchange` in a record's `callers`. */
export const exchangeIdentityVerifierPlugin = definePlugin({
  kind: 'caller-verifier',
  name: 'exchange',
  settingsSchema: exchangeIdentitySettingsSchema,
  description: {
    title: 'Exchange identity tokens',
    documentation: 'docs/guides/integration-record.md',
    fields: {
      metadata_urls: {
        title: 'Metadata URLs',
        help: 'Where Exchange publishes the keys that sign its tokens, one a line. A bare host name stands for the document at its usual place there.',
        placeholder: 'mail.example.com',
        flatName: 'exchange_metadata_urls',
      },
      ca_certificates: {
        title: 'Certificate authorities',
        help: 'Certificates (PEM) of authorities that are trusted at these URLs besides the usual ones.',
      },
      bypass_web_proxy: {
        title: 'Bypass of the web proxy',
        help: 'Fetches the documents directly although the deployment has a web proxy.',
      },
    },
  },
  checks: metadataChecks,
  create: ({ metadata_urls, ca_certificates, bypass_web_proxy }, { http, clock, logger }) =>
    createExchangeIdentityVerifier({
      http,
      clock,
      logger,
      metadataUrls: metadata_urls,
      caCertificates: ca_certificates,
      bypassWebProxy: bypass_web_proxy,
    }),
});
