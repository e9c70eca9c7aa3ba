import { MINUTE_MS } from '@vmrkit/core';
import {
  DEFAULT_RENDERING_BUDGET_MS,
  defaultClockLimits,
  defaultWorkerSettings,
  mayBeJoinScheme,
} from '@vmrkit/core/composition';
import { z } from 'zod';

const pluginChoice = (name: string) =>
  z.strictObject({
    name: z.string().min(1).max(64).default(name).describe('Name of the plugin.'),
    settings: z.record(z.string(), z.unknown()).default({}).describe('The plugin’s own settings.'),
  });

const milliseconds = z.int().min(10).max(3_600_000);

/** Times and numbers of the mailboxes' workers. */
const workerSchema = z.strictObject({
  send_deadline_ms: milliseconds.default(defaultWorkerSettings.sendDeadlineMs),
  batch_size: z.int().min(1).max(100).default(defaultWorkerSettings.batchSize),
  park_pauses_ms: z
    .array(milliseconds)
    .min(1)
    .max(20)
    .default([...defaultWorkerSettings.parkPausesMs]),
  lease_timeout_ms: milliseconds.default(defaultWorkerSettings.leaseTimeoutMs),
  lease_beat_ms: milliseconds.default(defaultWorkerSettings.leaseBeatMs),
  mark_renew_ms: milliseconds
    .default(defaultWorkerSettings.markRenewMs)
    .describe('How often a mailbox’s mark is renewed; a take-over waits for twice that time.'),
  poll_ms: milliseconds.default(defaultWorkerSettings.pollMs),
});

const proxyUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(
    (text) => new URL(text).href === `${new URL(text).origin}/`,
    'Write an origin alone, such as http://proxy.example:8080.',
  );

/** The web proxy of the deployment; its password comes from the environment. */
const webProxySchema = z.strictObject({
  url: proxyUrl.describe('Origin of the proxy. It must take CONNECT.'),
  username: z
    .string()
    .regex(/^[^:\p{Cc}]{1,256}$/u)
    .nullable()
    .default(null)
    .describe('For a proxy that asks for Basic authentication; null: none.'),
  no_proxy: z
    .array(
      z.union([
        z.cidrv4(),
        z.cidrv6(),
        z.ipv6(),
        z
          .string()
          .regex(
            /^\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
            'Write host.example, .example, an address or CIDR.',
          ),
      ]),
    )
    .max(1_000)
    .default([])
    .describe(
      'What is called directly: a host, `.example.com` for all below it, an address, or a range (CIDR) of addresses that stand in URLs. This machine always is.',
    ),
  ports: z
    .array(z.int().min(1).max(65_535))
    .min(1)
    .max(100)
    .default([443])
    .describe('Ports that the proxy may be asked for.'),
});

const grantOf = (what: string) =>
  z.array(z.string().trim().toLowerCase().min(1).max(253)).max(1_000).describe(`${what}; \`*\` for any.`);

const aliasGrant = z.strictObject({
  prefixes: grantOf('Prefixes, each with all that begin with it'),
  domains: grantOf('Domains'),
});

/** What a kit is told by its configuration, as JSON. */
export const kitConfigSchema = z.strictObject({
  store: pluginChoice('sqlite').prefault({}).describe('Where managers keep everything.'),
  template_engine: pluginChoice('nunjucks')
    .prefault({})
    .describe('What renders the integrations’ templates.'),
  rendering_budget_ms: z
    .int()
    .min(10)
    .max(60_000)
    .default(DEFAULT_RENDERING_BUDGET_MS)
    .describe(
      'Time of any minute that one integration’s templates may take; beyond it built-in texts stand in.',
    ),
  egress: z
    .strictObject({
      allow_loopback: z
        .boolean()
        .default(false)
        .describe('Whether integrations may name this machine, and by plain http; for trials and tests.'),
      private_ranges: z
        .array(z.union([z.cidrv4(), z.cidrv6()], 'Write a network such as 10.20.0.0/16 or fd00:20::/32.'))
        .max(100)
        .default([])
        .describe('Private networks (CIDR) that integrations may name, such as that of an Exchange server.'),
    })
    .prefault({}),
  web_proxy: webProxySchema
    .nullable()
    .default(null)
    .describe('The way to the outside where there is no other; null: calls go directly.'),
  alias_grants: z
    .record(z.string().max(64), aliasGrant)
    .default({ default: { prefixes: ['*'], domains: ['*'] } })
    .describe('What each tenant’s aliases may be made of; a tenant that is not named here gets none.'),
  join_schemes: z
    .array(
      z
        .string()
        .refine(
          mayBeJoinScheme,
          'A scheme in lower case without its colon; none that runs code or opens files.',
        ),
    )
    .max(20)
    .default([])
    .describe('Schemes of apps to which join links may lead, besides https, sip, sips and tel.'),
  allocation: z
    .strictObject({
      quarantine_days: z.int().min(1).max(3_650).default(90).describe('How long a number rests after use.'),
      burst: z.int().min(1).max(10_000).default(20).describe('Allocations of one caller at once.'),
      per_minute: z
        .number()
        .min(0.1)
        .max(10_000)
        .default(10)
        .describe('Allocations of one caller in the long run.'),
    })
    .prefault({}),
  audit: z
    .strictObject({
      retention_days: z
        .int()
        .min(1)
        .max(3_650)
        .default(400)
        .describe('How long the audit trail tells of a change.'),
    })
    .prefault({}),
  answers: z
    .strictObject({
      look_ms: milliseconds
        .default(15_000)
        .describe(
          'How often the queues of answers are looked at, for metrics, alarms and the choice of mailboxes.',
        ),
      alarm_after_minutes: z
        .int()
        .min(1)
        .max(1_440)
        .default(15)
        .describe('Age of the oldest waiting answer of a mailbox at which an alarm is raised.'),
    })
    .prefault({}),
  clock: z
    .strictObject({
      tolerance_minutes: z
        .number()
        .min(0.1)
        .max(60)
        .default(defaultClockLimits.toleranceMs / MINUTE_MS)
        .describe('How far the clock may stand from a mail system’s before what it removes for good waits.'),
      steady_minutes: z
        .number()
        .min(0)
        .max(1_440)
        .default(defaultClockLimits.steadyMs / MINUTE_MS)
        .describe('How long the clock must have run evenly after a jump.'),
    })
    .prefault({}),
  registry_poll_ms: milliseconds.default(5_000).describe('How often managers look for changed integrations.'),
  housekeeping_ms: milliseconds
    .default(60_000)
    .describe('How often lapsed reservations and claims are looked at.'),
  worker: workerSchema.prefault({}),
});

/** A kit's configuration with its defaults. */
export type KitConfig = z.output<typeof kitConfigSchema>;
