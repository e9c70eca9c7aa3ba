import { configuredUrl } from '@vmrkit/core';
import { z } from 'zod';
import {
  appFields,
  checkAppHasProof,
  checkAppProof,
  checkOAuthPair,
  oauthFields,
  unusedOAuthFields,
} from './oauth-settings.ts';

const caSchema = z
  .string()
  .max(200_000)
  .regex(
    /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/,
    'Certificates are expected in PEM form.',
  );

/** Limits that this provider keeps at a server. Where records name one account, the fewest calls and streams hold for all. */
const ewsLimitsSchema = z
  .strictObject({
    /** Calls at a time for the whole account; Exchange allows 27 by default (EWSMaxConcurrency). */
    max_concurrency: z.int().min(1).max(100).default(10),
    call_deadline_ms: z.int().min(1_000).max(600_000).default(60_000),
    /** How long the server may keep one stream open (1 to 30 minutes). */
    streaming_timeout_minutes: z.int().min(1).max(30).default(29),
    /** A stream silent for so long is dead; heartbeats come about every 45 s. */
    streaming_silence_ms: z.int().min(1_000).max(600_000).default(90_000),
    /** Streams that the account may hold: 3 on Exchange 2013, 10 later. Null: by `exchange_version`. */
    streaming_connections: z.int().min(1).max(100).nullable().default(null),
    sync_interval_ms: z.int().min(500).max(30_000).default(30_000),
    /** Between two syncs while no stream tells of news. */
    sync_without_stream_ms: z.int().min(500).max(30_000).default(5_000),
    /** Answers a minute that the server lets a mailbox send; null: no limit, as on premises by default. */
    replies_per_minute: z.int().min(1).max(100_000).nullable().default(null),
  })
  .prefault({});

/** `name@domain` or `domain\name`. */
const username = z
  .string()
  .min(1)
  .max(320)
  .regex(/^[^\p{Cc}:]+$/u);

const accountFields = (authentications: readonly [string, ...string[]]) => ({
  ews_url: configuredUrl.refine((text) => !text.includes('#'), 'The address must not hold a fragment.'),
  service_account_username: username,
  /** How the account signs in; the first is the default. */
  authentication: z.enum(authentications).default(authentications[0]),
  /** Acting in the mailboxes' own names; without it, the account's rights over them must do. */
  impersonation: z.boolean().default(true),
  /** PEM of certificate authorities trusted besides the usual ones; null: those alone. */
  ca_certificates: caSchema.nullable().default(null),
  /** Whether the web proxy of the deployment is passed by, as for an Exchange in the own network. */
  bypass_web_proxy: z.boolean().default(false),
  /** The oldest server that answers; 2016 stands for everything later. */
  exchange_version: z.enum(['2013', '2016']).default('2016'),
  limits: ewsLimitsSchema,
});

const grant = z.enum(['service_account', 'application']);
const password = z.string().min(1).max(1_000);

/**
 * Settings of the EWS provider as they stand in an integration's record. The service account signs in with a
 * password or, with `enable_oauth`, by OAuth: a person signs it in, or an application needs no account
 * (`oauth_grant`). What the switches do not need may stand there all the same.
 */
export const ewsSettingsSchema = ewsSettingsSchemaOf(['basic', 'ntlm']);

/** The same with other ways for a password to sign in, for a package that brings its own (`EwsSignIn`). */
export function ewsSettingsSchemaOf(authentications: readonly [string, ...string[]]) {
  const fields = accountFields(authentications);
  return z.discriminatedUnion('enable_oauth', [
    z.strictObject({
      ...fields,
      enable_oauth: z.literal(false).optional().default(false),
      service_account_password: password,
      oauth_grant: grant.default('service_account'),
      ...unusedOAuthFields,
    }),
    z.discriminatedUnion('oauth_grant', [
      z
        .strictObject({
          ...fields,
          enable_oauth: z.literal(true),
          oauth_grant: z.literal('service_account').optional().default('service_account'),
          service_account_password: password.optional(),
          ...oauthFields,
        })
        .superRefine(checkOAuthPair)
        .superRefine(checkAppProof),
      z
        .strictObject({
          ...fields,
          service_account_username: username.or(z.literal('')).default(''),
          enable_oauth: z.literal(true),
          oauth_grant: z.literal('application'),
          // An application has no mailboxes of its own.
          impersonation: z.literal(true).optional().default(true),
          service_account_password: password.optional(),
          ...unusedOAuthFields,
          ...appFields,
        })
        .superRefine(checkAppHasProof),
    ]),
  ]);
}

/** Parsed settings. */
export type EwsSettings = z.output<typeof ewsSettingsSchema>;
