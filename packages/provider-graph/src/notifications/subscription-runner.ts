import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, codeOf, type Logger, type Random, type ServerTime } from '@vmrkit/core';
import type { GraphClient, GraphObject } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { Doorbell } from '../mailbox/doorbell.ts';
import { NOTIFICATIONS_PATH, type NotificationEntry } from './accept-notifications.ts';
import type { KnownSubscription, SubscriptionMemory } from './subscription-memory.ts';
import {
  idleMs,
  noSubscription,
  type SubscriptionEvent,
  type SubscriptionState,
  stepSubscription,
} from './subscription-state.ts';

/** Asked for; Graph allows 10,080 minutes, and the answer says what it gave. */
const LIFETIME_MS = 10_000 * 60_000;
const SECRET_BYTES = 32;

/** What a mailbox's subscription is kept alive with. */
export interface SubscriptionRunnerOptions {
  readonly client: GraphClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly memory: SubscriptionMemory;
  /** Public address of the deployment. */
  readonly notificationUrl: string;
  /** Rung when the mailbox should be looked at. */
  readonly bell: Doorbell;
  serverTime(): ServerTime | null;
}

/** Keeps the subscription to one inbox: makes, renews and replaces it, and proves what comes by it. Never throws. */
export class SubscriptionRunner {
  readonly #options: SubscriptionRunnerOptions;
  #state: SubscriptionState = noSubscription;
  #known: KnownSubscription | null = null;
  #wake: (() => void) | null = null;
  #signal: AbortSignal = AbortSignal.abort();

  constructor(options: SubscriptionRunnerOptions) {
    this.#options = options;
  }

  /** The key under which entries for this mailbox come; null before there is one. */
  get key(): string | null {
    return this.#known?.key ?? null;
  }

  /** Works until the signal aborts; the subscription stays for whoever works the mailbox next. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await this.#recall().catch((error: unknown) => this.#warn('Its subscription is not remembered.', error));
    while (!signal.aborted) {
      this.#step({ kind: 'tick' });
      await this.#sleep(idleMs(this.#state, this.#now()), signal);
    }
  }

  /** Takes an entry that came under this mailbox's key. The secret is compared in constant time. */
  notified({ clientState, subscriptionId, lifecycleEvent }: NotificationEntry): void {
    if (this.#signal.aborted || this.#known === null) return;
    const proven = isSame(clientState ?? '', this.#known.clientState);
    // One of an earlier subscription may still be on its way.
    const ours =
      subscriptionId == null || this.#state.live === null || subscriptionId === this.#state.live.id;
    if (!proven) this.#step({ kind: 'stranger' });
    else if (ours) this.#step({ kind: 'entry', lifecycle: lifecycleEvent ?? null });
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }

  #step(event: SubscriptionEvent): void {
    const { state, call, look, unknown } = stepSubscription(this.#state, event, this.#now());
    this.#state = state;
    if (unknown)
      this.#warn('Graph told of something in the life of a subscription that is not known here.', null);
    if (look) this.#options.bell.ring();
    if (call !== null) void this.#do(call);
    this.#wake?.();
  }

  async #do(call: 'create' | 'renew' | 'remove'): Promise<void> {
    try {
      if (call === 'create') await this.#create();
      else if (call === 'renew') await this.#renew();
      else await this.#remove();
    } catch (error) {
      if (this.#signal.aborted) return;
      const gone =
        error instanceof GraphFailure && error.kind === 'response' && meaningOf(error) === 'no-mailbox';
      const lost = gone || (error instanceof GraphFailure && error.status === 404);
      this.#warn(
        'The subscription to an inbox could not be kept; mail is polled meanwhile.',
        await this.#reason(error),
      );
      this.#step({ kind: 'failed', gone: lost && call !== 'create' });
    }
  }

  async #create(): Promise<void> {
    const { client, random, memory } = this.#options;
    const key = Buffer.from(random.bytes(16)).toString('base64url');
    const clientState = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
    const url = notificationAddress(this.#options.notificationUrl, key);
    // The handshake is answered without it, and the first entry may come before the answer.
    this.#known = { id: '', key, clientState, expiresAt: 0 };
    const answer = await client.call(
      {
        method: 'POST',
        path: '/subscriptions',
        body: {
          changeType: 'created',
          resource: `${await this.#userPath()}/mailFolders('inbox')/messages`,
          notificationUrl: url,
          lifecycleNotificationUrl: url,
          clientState,
          expirationDateTime: this.#expiration(),
        },
      },
      { signal: this.#signal },
    );
    const id = String(answer.id ?? '');
    const lifetimeMs = this.#lifetimeOf(answer);
    this.#known = { id, key, clientState, expiresAt: this.#options.clock.now() + lifetimeMs };
    this.#step({ kind: 'made', id, lifetimeMs });
    await memory.write(this.#known);
  }

  /** By object id where the address holds an apostrophe, which the notification service cannot take. */
  async #userPath(): Promise<string> {
    const { user } = this.#options.client;
    if (!user.includes('%27')) return user.slice(1);
    const call = { method: 'GET', path: `${user}?$select=id` } as const;
    const { id } = await this.#options.client.call(call, { signal: this.#signal });
    return `users/${encodeURIComponent(String(id ?? ''))}`;
  }

  async #renew(): Promise<void> {
    const { client, memory } = this.#options;
    const id = this.#state.live?.id ?? '';
    const body = { expirationDateTime: this.#expiration() };
    const path = `/subscriptions/${encodeURIComponent(id)}`;
    const answer = await client.call({ method: 'PATCH', path, body }, { signal: this.#signal });
    const lifetimeMs = this.#lifetimeOf(answer);
    this.#step({ kind: 'renewed', lifetimeMs });
    if (this.#known) {
      this.#known = { ...this.#known, expiresAt: this.#options.clock.now() + lifetimeMs };
      await memory.write(this.#known);
    }
  }

  async #remove(): Promise<void> {
    const { client, memory } = this.#options;
    const path = `/subscriptions/${encodeURIComponent(this.#state.live?.id ?? '')}`;
    await client.call({ method: 'DELETE', path }, { signal: this.#signal });
    this.#known = null;
    this.#step({ kind: 'removed' });
    await memory.write(null);
  }

  /** Goes on with the subscription that an earlier process made, and renews it to learn whether it is still there. */
  async #recall(): Promise<void> {
    const known = await this.#options.memory.read();
    const left = (known?.expiresAt ?? 0) - this.#options.clock.now();
    if (known === null || left <= 0) return;
    this.#known = known;
    const now = this.#now();
    this.#state = { ...noSubscription, live: { id: known.id, expiresAt: now + left, renewAt: now } };
  }

  /** Our clock may be wrong: what counts is how far the end lies from the server's own time. */
  #serverNow(): number {
    const told = this.#options.serverTime();
    return told ? told.at + (this.#now() - told.heardMs) : this.#options.clock.now();
  }

  #expiration(): string {
    return new Date(this.#serverNow() + LIFETIME_MS).toISOString();
  }

  #lifetimeOf({ expirationDateTime }: GraphObject): number {
    const at = Date.parse(String(expirationDateTime ?? ''));
    const lifetime = Number.isNaN(at) ? LIFETIME_MS : at - this.#serverNow();
    return Math.min(Math.max(lifetime, 0), LIFETIME_MS);
  }

  /** A refusal of the mailbox comes wrapped, with its cause in prose only: the mailbox itself is asked. */
  async #reason(error: unknown): Promise<unknown> {
    const wrapped = error instanceof GraphFailure && error.errorCode?.toLowerCase() === 'extensionerror';
    if (!wrapped) return error;
    const { client } = this.#options;
    const call = { method: 'GET', path: `${client.user}/mailFolders/inbox?$select=id` } as const;
    return client.call(call, { signal: this.#signal }).then(
      () => error,
      (own: unknown) => own,
    );
  }

  #warn(message: string, error: unknown): void {
    const reason = error instanceof GraphFailure ? error.reason : error === null ? null : codeOf(error);
    this.#options.logger.warn(message, { reason });
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const wake = (): void => stop.abort();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    await this.#options.clock.sleep(ms, stop.signal).catch(() => undefined);
    signal.removeEventListener('abort', wake);
    this.#wake = null;
  }
}

/** Where Graph notifies the deployment of this key. */
function notificationAddress(notificationUrl: string, key: string): string {
  return `${notificationUrl.replace(/\/+$/, '')}${NOTIFICATIONS_PATH.replace('{key}', key)}`;
}

/** Compares digests, so that neither the length nor the place of a difference shows in the time that it takes. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
