import { createHmac } from 'node:crypto';
import { type HttpClient, type PluginDeps, SharedByKey, type TokenSource } from '@vmrkit/core';
import { FIRST_BATCH } from '../client/batch.ts';
import type { GraphSettings } from '../settings.ts';
import { applicationTokens } from './application-tokens.ts';
import { GraphBudget, type GraphLimits } from './graph-budget.ts';

/** Longest answer that is read: twenty messages with bodies of some megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A record's use of an account. */
export interface AccountUse {
  readonly account: GraphAccount;
  release(): Promise<void>;
}

/**
 * One application at one tenant, whatever the number of records that name it: one token, one budget of calls, one set of
 * connections. Where the records name different limits, the strictest hold for all.
 */
export class GraphAccount {
  readonly tokens: TokenSource;
  readonly budget: GraphBudget;
  /** Requests in one batch: few until it was seen whether those which must wait are refused. */
  batchSize = FIRST_BATCH;
  readonly #client: HttpClient;
  readonly #limits = new Set<GraphLimits>();

  constructor(settings: GraphSettings, { clock, random, http }: PluginDeps) {
    this.#client = http.client({
      caCertificates: settings.ca_certificates,
      bypassWebProxy: settings.bypass_web_proxy,
      maxBytes: MOST_BYTES,
      deadlineMs: settings.limits.call_deadline_ms,
    });
    const { fetch } = this.#client;
    this.tokens = applicationTokens(settings, { clock, random, fetch });
    this.budget = new GraphBudget(() => strictest(this.#limits), clock);
  }

  /** The account's way to the network. */
  get fetch(): typeof globalThis.fetch {
    return this.#client.fetch;
  }

  /** Begins the use of a record; gives how to end it. */
  use({ limits }: GraphSettings): () => void {
    const own = { app: limits.max_concurrency, mailbox: limits.max_concurrency_per_mailbox };
    this.#limits.add(own);
    return () => this.#limits.delete(own);
  }

  /** Cuts all that runs over it. */
  async close(): Promise<void> {
    await this.#client.close();
  }
}

function strictest(all: Iterable<GraphLimits>): GraphLimits {
  const [first = { app: 1, mailbox: 1 }, ...others] = all;
  return others.reduce(
    (one, other) => ({ app: Math.min(one.app, other.app), mailbox: Math.min(one.mailbox, other.mailbox) }),
    first,
  );
}

/** The accounts of one kit. */
class GraphAccounts {
  readonly #deps: PluginDeps;
  readonly #key: Uint8Array;
  readonly #accounts = new SharedByKey<GraphAccount>();

  constructor(deps: PluginDeps) {
    this.#deps = deps;
    this.#key = deps.random.bytes(32);
  }

  use(settings: GraphSettings): AccountUse {
    const make = () => new GraphAccount(settings, this.#deps);
    const { value: account, release } = this.#accounts.hold(accountKey(settings, this.#key), make);
    const leave = account.use(settings);
    return {
      account,
      release: async () => {
        leave();
        await release();
      },
    };
  }
}

/**
 * Names the account of some settings: equal for the same application at the same addresses with the same secret, and for
 * nothing else. An HMAC under a key of this run, so that nobody who sees it learns or guesses a secret.
 */
export function accountKey(settings: GraphSettings, key: Uint8Array): string {
  const { authority_url, tenant_id, client_id, graph_url, ca_certificates } = settings;
  const secret = settings.client_certificate ?? settings.client_secret;
  const parts = [
    new URL(authority_url).href,
    tenant_id.toLowerCase(),
    client_id.toLowerCase(),
    new URL(graph_url).href,
    ca_certificates,
    settings.bypass_web_proxy,
    secret,
    settings.client_private_key,
  ];
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64');
}

const ofKits = new WeakMap<PluginDeps, GraphAccounts>();

/** The accounts of the kit that lends these things: kits in one process share nothing. */
export function accountsOf(deps: PluginDeps): GraphAccounts {
  const accounts = ofKits.get(deps) ?? new GraphAccounts(deps);
  ofKits.set(deps, accounts);
  return accounts;
}
