import { application, equipment, serviceAccount } from './people.ts';

/** An integration of the demo. */
export interface DemoIntegration {
  readonly id: string;
  readonly name: string;
  readonly mailbox: { readonly email: string; readonly name: string };
  readonly prefix: string;
}

/** Two integrations of one deployment, so that one can meet the other's tags. */
export const integrations = {
  sales: {
    id: '5a1e0000-0000-4000-8000-000000000001',
    name: 'Sales',
    mailbox: equipment.sales,
    prefix: '55',
  },
  support: {
    id: '5a1e0000-0000-4000-8000-000000000002',
    name: 'Support',
    mailbox: equipment.support,
    prefix: '66',
  },
} as const satisfies Readonly<Record<string, DemoIntegration>>;

/** Host name under which Outlook would load the add-in; the demo plays Outlook itself, so nothing resolves it. */
export const addInHost = 'vmr.corp.example';

/** Audience of the Exchange tokens that Outlook would give to the add-in of an integration. */
export function audienceOf({ id }: Pick<DemoIntegration, 'id'>): string {
  return `https://${addInHost}/api/client/v2/msexchange_schedulers/${id}/pane`;
}

/** How long before and after a meeting its join window is open. */
export const joinBuffers = { beforeMinutes: 30, afterMinutes: 60 } as const;

/** Where the simulated Exchange is found. */
export interface ExchangeAddresses {
  readonly url: string;
  readonly graphUrl: string;
  readonly metadataUrl: string;
  /** The simulated Outlook that hosts the real pane; left out: nobody opens one. */
  readonly outlook?: {
    /** Ends with `/outlook/`. */
    readonly url: string;
    /** Origins of the pages around it. */
    readonly frames: readonly string[];
  };
}

/** By what the mailboxes of a record are reached. */
export type DemoProvider = 'ews' | 'graph';

/** The record of an integration, as `vmrkit integration import` takes it. `limits` are those of the provider. */
export function integrationRecord(
  { id, name, mailbox, prefix }: DemoIntegration,
  exchange: ExchangeAddresses,
  {
    provider = 'ews',
    limits = {},
  }: { readonly provider?: DemoProvider; readonly limits?: Readonly<Record<string, unknown>> } = {},
): Record<string, unknown> {
  return {
    id,
    general: { name },
    mailbox: {
      provider,
      settings: { ...mailboxSettings[provider](exchange), limits },
      mailboxes: [{ id: id.replace(/^5a1e/, '5a1f'), ...mailbox }],
    },
    single_use: {
      scheduled_alias_prefix: prefix,
      scheduled_alias_domain: 'vmr.corp.example',
      join_before_buffer: joinBuffers.beforeMinutes,
      join_after_buffer: joinBuffers.afterMinutes,
    },
    add_in: { server_fqdn: addInHost },
    callers: [{ provider: 'exchange', settings: { metadata_urls: [exchange.metadataUrl] } }],
    ...(exchange.outlook === undefined ? {} : paneSettings(exchange.outlook)),
  };
}

/** The pane may be framed by the simulated Outlook, and loads its stand-in for Office.js. */
function paneSettings({ url, frames }: NonNullable<ExchangeAddresses['outlook']>) {
  return {
    add_in: { server_fqdn: addInHost, owa_origins: [new URL(url).origin, ...frames] },
    advanced: {
      use_custom_addin_sources: true,
      office_js_url: `${url}office.js`,
      fabric_css_url: `${url}fabric.css`,
      fabric_components_css_url: `${url}fabric.css?components`,
    },
  };
}

const mailboxSettings: Readonly<Record<DemoProvider, (exchange: ExchangeAddresses) => object>> = {
  ews: ({ url }) => ({
    ews_url: url,
    service_account_username: serviceAccount.username,
    service_account_password: serviceAccount.password,
  }),
  graph: ({ graphUrl }) => ({
    tenant_id: application.tenantId,
    client_id: application.clientId,
    client_secret: application.clientSecret,
    authority_url: new URL(graphUrl).origin,
    graph_url: graphUrl.replace(/\/v1\.0$/, ''),
  }),
};

/** What a server's configuration file is written from. */
export interface ServerFileOptions {
  /** Folder for the store and the edge's snapshot. */
  readonly folder: string;
  readonly ports: { readonly manager: number; readonly edge: number };
  /** SHA-256 of the credential of the one platform that may ask for admission. */
  readonly platformSha256: string;
  /** Settings of the mailboxes' workers. */
  readonly worker?: Readonly<Record<string, unknown>>;
}

/** The configuration files of a manager and an edge on this machine. */
export function serverConfigs({ folder, ports, platformSha256, worker = {} }: ServerFileOptions): {
  readonly manager: Record<string, unknown>;
  readonly edge: Record<string, unknown>;
} {
  const admin = { listen: '127.0.0.1:0' };
  const many = 1_000_000;
  return {
    manager: {
      store: { name: 'sqlite', settings: { file: `${folder}/vmrkit.db` } },
      egress: { allow_loopback: true },
      // One person books everything here, much faster than people do.
      allocation: { burst: 10_000, per_minute: 10_000 },
      worker: { poll_ms: 200, lease_timeout_ms: 2_000, lease_beat_ms: 500, ...worker },
      // Its clock is moved along with that of Exchange, and nobody waits for it.
      clock: { steady_minutes: 0 },
      public: { listen: `127.0.0.1:${ports.manager}` },
      admin,
      platforms: [
        {
          name: 'demo',
          adapter: 'json',
          credentials: { bearer_sha256: platformSha256 },
          tenants: 'all',
        },
      ],
    },
    edge: {
      public: { listen: `127.0.0.1:${ports.edge}`, requests_per_minute: many },
      admin,
      edge: {
        manager_url: `http://127.0.0.1:${ports.manager}`,
        snapshot_file: `${folder}/edge.snapshot`,
        refresh_ms: 1_000,
      },
    },
  };
}
