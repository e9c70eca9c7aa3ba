import { configuredUrl } from '@vmrkit/core';
import { z } from 'zod';

const pem = (label: string) =>
  z
    .string()
    .max(200_000)
    .regex(
      new RegExp(`-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----`),
      'The PEM form is expected here.',
    );

/** An address whose path does not matter to us but for what calls are put behind. */
const base = configuredUrl
  .refine((text) => !/[?#]/.test(text), 'The address must hold neither a query nor a fragment.')
  .transform((text) => text.replace(/\/+$/, ''));

/** Limits that this provider keeps. Where records name one application, the strictest hold for all. */
const graphLimitsSchema = z
  .strictObject({
    /** Calls at a time for the whole application: one of the readings of Microsoft's limit for Outlook. */
    max_concurrency: z.int().min(1).max(100).default(4),
    /** Calls at a time for one mailbox: the other reading. */
    max_concurrency_per_mailbox: z.int().min(1).max(100).default(4),
    call_deadline_ms: z.int().min(1_000).max(600_000).default(60_000),
    /** Between two looks at an inbox, whatever notifications say. */
    poll_interval_ms: z.int().min(200).max(30_000).default(10_000),
    /** Messages on a page of changes. */
    page_size: z.int().min(1).max(500).default(100),
    /** How long a request waits for its calendar entry before it is told as unreadable and tried again later. */
    entry_patience_ms: z.int().min(0).max(60_000).default(4_000),
    /** Answers a minute that the mail system lets a mailbox send; null: no limit. */
    replies_per_minute: z.int().min(1).max(100_000).nullable().default(30),
  })
  .prefault({});

/** Settings of the Graph provider as they stand in an integration's record. */
export const graphSettingsSchema = z
  .strictObject({
    /** Id of the tenant, or one of its domains. */
    tenant_id: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/),
    client_id: z.uuid(),
    client_secret: z.string().min(1).max(1_000).nullable().default(null),
    /** PEM of the certificate that the app registration has. */
    client_certificate: pem('CERTIFICATE').nullable().default(null),
    /** PEM (PKCS #8) of its RSA key. */
    client_private_key: pem('PRIVATE KEY').nullable().default(null),
    authority_url: base.default('https://login.microsoftonline.com'),
    graph_url: base.default('https://graph.microsoft.com'),
    ca_certificates: pem('CERTIFICATE').nullable().default(null),
    /** Whether the web proxy of the deployment is passed by. */
    bypass_web_proxy: z.boolean().default(false),
    /** `comment`: plain text in the answer. `mail`: a quiet answer, and HTML in a mail of its own. */
    replies: z.enum(['comment', 'mail']).default('comment'),
    /** Whether requests that were filed into Deleted Items before anybody read them are looked for there. */
    follow_deleted_items: z.boolean().default(true),
    /** Whether the directory may be asked for the addresses of people. */
    directory: z.boolean().default(false),
    /** Where Graph reaches this deployment with change notifications; null: none, mail is polled. */
    notification_url: configuredUrl
      .refine((text) => text.startsWith('https://'), 'Graph notifies over https only.')
      .nullable()
      .default(null),
    limits: graphLimitsSchema,
  })
  .superRefine(({ client_secret, client_certificate, client_private_key }, context) => {
    const pair = client_certificate !== null && client_private_key !== null;
    if ((client_certificate === null) !== (client_private_key === null)) {
      const path = [client_certificate === null ? 'client_certificate' : 'client_private_key'];
      const message = 'A certificate and its key are given together.';
      context.addIssue({ code: 'custom', path, params: { code: 'required' }, message });
    } else if (client_secret === null && !pair) {
      const message = 'A secret, or a certificate with its key, is needed.';
      context.addIssue({ code: 'custom', path: ['client_secret'], params: { code: 'required' }, message });
    }
  });

/** Parsed settings. */
export type GraphSettings = z.output<typeof graphSettingsSchema>;
