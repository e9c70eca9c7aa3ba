import { kitConfigSchema } from '@vmrkit/sdk';
import { z } from 'zod';

/** `address:port`; an IPv6 address stands in brackets; port 0 takes any free one. */
const listenAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, {
    error: 'Write address:port, such as 127.0.0.1:8443.',
    abort: true,
  })
  .refine((text) => Number(text.split(':').at(-1)) <= 65_535, 'A port is at most 65535.');

const certificateFiles = z.strictObject({
  cert_file: z.string().min(1).describe('PEM of the certificate and its chain.'),
  key_file: z.string().min(1).describe('PEM of the private key.'),
});

const tls = certificateFiles
  .nullable()
  .default(null)
  .describe('Null: plain HTTP, for a reverse proxy on this machine or in a trusted network.');

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex; `vmrkit secret` makes a secret and its hash.');

/** A bare name: what else an import may say (a path, a URL, a part of a package, of Node.js) is not for this file. */
const packageName = z
  .string()
  .max(214)
  .regex(
    /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*$/,
    'Write the name of a package alone, such as acme-vmrkit or @acme/vmrkit: no path, URL or version.',
  );

const platform = z.strictObject({
  name: z.string().min(1).max(64).describe('For logs and metrics.'),
  adapter: z.string().min(1).max(64).describe('Plugin that speaks the platform’s language.'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Those of the adapter.'),
  credentials: z
    .union([
      z.strictObject({ bearer_sha256: sha256 }),
      z.strictObject({
        username: z
          .string()
          .min(1)
          .max(128)
          .regex(/^[^:\p{Cc}]+$/u),
        password_sha256: sha256,
      }),
      z.strictObject({ secret_file: z.string().min(1) }),
    ])
    .describe(
      'How the platform proves itself: a bearer token, Basic authentication, or by a secret that its adapter checks.',
    ),
  tenants: z
    .union([z.literal('all'), z.array(z.string().min(1)).min(1)])
    .describe('Tenants whose conferences it may see.'),
  may_hear_reason: z.boolean().default(true).describe('Whether it is told why the join window is closed.'),
});

const adminSignIn = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'Write 1 to 32 of a-z, 0-9 and -.')
    .describe('In addresses and accounts: renaming it parts them from it.'),
  title: z.string().min(1).max(64).describe('On the button of the sign-in page.'),
  provider: z.string().min(1).max(64).describe('Plugin that signs people in, such as azure or adfs.'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Those of the plugin.'),
  secret_files: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Settings that are secrets, each with the file that holds it.'),
});

const managerUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(isSafe, 'Managers are called over https, or over http on this machine.')
  .refine(isOrigin, 'Write an origin alone, such as https://manager.example:8443.');

/** The secret of the deployment goes there. */
function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function isOrigin(text: string): boolean {
  const { origin, href } = new URL(text);
  return href === `${origin}/`;
}

const trustedProxies = z
  .int()
  .min(0)
  .max(10)
  .default(0)
  .describe('How many reverse proxies stand in front and write X-Forwarded-For.');
const requestsPerMinute = z.int().min(1).max(1_000_000).default(600);

/** The server's configuration file: the kit's settings and the server's own. */
export const serverConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  ...kitConfigSchema.shape,
  plugins: z
    .array(packageName)
    .max(50)
    .refine((names) => new Set(names).size === names.length, 'Name each package once.')
    .default([])
    .describe(
      'Packages of plugins besides the shipped ones, installed where this file lies or above. Their code has all rights of the process.',
    ),
  public: z
    .strictObject({
      listen: listenAddress.default('127.0.0.1:8443'),
      tls,
      trusted_proxies: trustedProxies,
      requests_per_minute: requestsPerMinute.describe('Requests of one address to the client API.'),
    })
    .prefault({}),
  admin: z
    .strictObject({
      listen: listenAddress.default('127.0.0.1:8444'),
      tls,
      origin: z
        .url({ protocol: /^https?$/, abort: true })
        .refine(isSafe, 'The admin API is served over https, or over http on this machine.')
        .refine(isOrigin, 'Write an origin alone, such as https://vmr-admin.example.')
        .nullable()
        .default(null)
        .describe('What browsers call it by. Needed behind a proxy, and by `sign_in`.'),
      trusted_proxies: trustedProxies,
      requests_per_minute: requestsPerMinute.describe('Requests of one address to the admin API.'),
      first_administrator_file: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe(
          'Gets the code for the first administrator; null: `vmrkit-first-administrator`, beside `edge.snapshot_file`.',
        ),
      sign_in: z
        .array(adminSignIn)
        .max(10)
        .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'Give each its own name.')
        .default([])
        .describe('Identity providers that sign administrators in whose accounts exist.'),
    })
    .refine(({ origin, sign_in }) => origin !== null || sign_in.length === 0, {
      path: ['origin'],
      message: 'Signing in through a provider needs the origin to come back to.',
    })
    .prefault({})
    .describe('The admin API and page, health, readiness and metrics. Keep it away from the outside.'),
  edge: z
    .strictObject({
      manager_url: z
        .union([managerUrl, z.array(managerUrl).min(1).max(20)])
        .nullable()
        .default(null)
        .describe(
          'Origin of the managers, or a list of those of each; needed by `--role edge`. Of several one that does not answer is passed over.',
        ),
      manager_ca_file: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('PEM trusted besides the usual ones.'),
      client_tls: certificateFiles
        .nullable()
        .default(null)
        .describe('Certificate that the edge shows to managers; needed where they set `edges.ca_file`.'),
      snapshot_file: z.string().min(1).default('vmrkit-edge.snapshot'),
      refresh_ms: z.int().min(100).max(3_600_000).default(30_000),
    })
    .prefault({}),
  edges: z
    .strictObject({
      ca_file: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe(
          'PEM of the authority that issues the certificates of edges: then a manager takes calls of edges only with one, besides the secret.',
        ),
    })
    .prefault({}),
  platforms: z
    .array(platform)
    .max(100)
    .default([])
    .describe('Conferencing platforms that may ask for admission; without one, nobody may.'),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
    .prefault({}),
});

/** The configuration with its defaults. */
export type ServerConfig = z.output<typeof serverConfigSchema>;

/** One platform of the configuration. */
export type PlatformConfig = ServerConfig['platforms'][number];

/** What of the configuration is the kit's. */
export function kitConfigOf(config: ServerConfig): Record<string, unknown> {
  const names = Object.keys(kitConfigSchema.shape) as (keyof typeof kitConfigSchema.shape)[];
  return Object.fromEntries(names.map((name) => [name, config[name]]));
}
