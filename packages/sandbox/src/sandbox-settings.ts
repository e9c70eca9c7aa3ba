import { z } from 'zod';
import { realitySwitchesSchema } from './switches.ts';

/** Everything about a simulation that can be set at its start and changed while it runs. */
export const sandboxSettingsSchema = z.strictObject({
  /** Answers to what is not documented. */
  switches: realitySwitchesSchema.prefault({}),
  /** `ServerVersionInfo` of every answer. */
  version: z
    .strictObject({
      major: z.int().default(15),
      minor: z.int().default(2),
      build: z.int().default(2562),
      revision: z.int().default(17),
      version: z.string().default('V2017_07_11'),
    })
    .prefault({}),
  /** Ways to sign in that the 401 answer offers. */
  schemes: z
    .array(z.enum(['basic', 'ntlm']))
    .min(1)
    .default(['ntlm', 'basic']),
  /** Whether calls about a subscription need the cookie that Subscribe gave. */
  affinity: z.boolean().default(true),
  /** Whether a call with a wrong or missing X-AnchorMailbox is refused. */
  requireAnchor: z.boolean().default(false),
  /** Milliseconds before each answer. */
  answerDelayMs: z.int().nonnegative().default(0),
  /** Milliseconds between sending and delivery of mail. */
  deliveryLatencyMs: z.int().nonnegative().default(0),
  /** Milliseconds between delivery and what the Calendar Attendant makes of it. */
  attendantDelayMs: z.int().nonnegative().default(0),
  /** Messages a minute that one mailbox may send; null for any number. */
  messageRateLimit: z.int().positive().nullable().default(null),
  /** Calls that one account may have open (EWSMaxConcurrency); null for any number. Streams are not counted. */
  maxConcurrency: z.int().positive().nullable().default(27),
  /** Streams that one account may have open (HangingConnectionLimit). */
  maxStreams: z.int().positive().default(10),
  /** Subscriptions that one mailbox may have. */
  maxSubscriptions: z.int().positive().default(5_000),
  /** Mailbox servers that the mailboxes are spread over; a stream carries subscriptions of one server. */
  mailboxServers: z.int().min(1).max(1_000).default(1),
  /** Milliseconds between the heartbeats of a stream. */
  heartbeatMs: z.int().positive().default(45_000),
  /** Length of a minute of ConnectionTimeout, in milliseconds. */
  minuteMs: z.int().positive().default(60_000),
  /** Microsoft Graph. */
  graph: z
    .strictObject({
      /** What links begin with; null for the sandbox's own address and `/graph/v1.0`. */
      linkBase: z.string().nullable().default(null),
      /** Milliseconds before each answer. */
      answerDelayMs: z.int().nonnegative().default(0),
      /** Requests at a time; null for any number. What it is counted by, `graphConcurrencyScope` says. */
      concurrency: z.int().positive().nullable().default(4),
      /** Requests of one application to one mailbox in the window; null for any number. */
      requestsPerWindow: z.int().positive().nullable().default(10_000),
      /** Length of that window on the virtual clock, in milliseconds. */
      windowMs: z.int().positive().default(600_000),
      /** After so many entries a filtered round of changes ends as if it were complete. */
      deltaFilterLimit: z.int().positive().default(5_000),
      /** Within which an endpoint must answer the handshake. */
      validationTimeoutMs: z.int().positive().default(10_000),
      /** Whether notifications may go to a loopback address without TLS. */
      plainLoopbackNotifications: z.boolean().default(true),
      /** PEM of authorities that are trusted besides the usual ones where notifications go to. */
      notificationCaCertificates: z.string().nullable().default(null),
    })
    .prefault({}),
  /** Whether every call is kept for `GET /admin/recordings`. */
  record: z.boolean().default(false),
});

/** Settings with their defaults filled in. */
export type SandboxSettings = z.infer<typeof sandboxSettingsSchema>;

/** Settings as a caller writes them. */
export type SandboxSettingsInput = z.input<typeof sandboxSettingsSchema>;
