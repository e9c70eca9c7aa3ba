import { randomUUID } from 'node:crypto';
import type { Folder } from '../model/folder.ts';
import type { Mailbox, MailboxEvent } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import { urlSafe } from './graph-ids.ts';
import type { Json } from './graph-request.ts';
import { instant, preciseInstant } from './json-values.ts';
import { NotificationPost } from './notification-post.ts';

/** What a subscription watches: one mail folder, all of them, or the calendar. */
export type WatchedResource =
  | { readonly kind: 'messages'; readonly folder: Folder | null }
  | { readonly kind: 'events' };

/** A subscription to changes of a mailbox. */
export interface GraphSubscription {
  readonly id: string;
  readonly clientId: string;
  readonly tenant: string;
  readonly mailbox: Mailbox;
  readonly resource: string;
  readonly watched: WatchedResource;
  readonly changeTypes: readonly string[];
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  readonly immutableIds: boolean;
  /** Virtual time in Unix milliseconds. */
  expiresAt: number;
  readonly unwatch: () => void;
}

/** How notifications behave, beside what is documented. */
export interface NotificationBehaviour {
  readonly delayMs: number;
  /** How often each is posted. */
  readonly copies: number;
  /** Whether they are thrown away, as for an endpoint that was slow for too long. */
  readonly dropped: boolean;
  readonly clientState: 'right' | 'wrong' | 'absent';
  /** Whether what comes within the delay for one address is posted together. */
  readonly bundled: boolean;
}

/** The usual behaviour. */
export const usualNotifications: NotificationBehaviour = {
  delayMs: 0,
  copies: 1,
  dropped: false,
  clientState: 'right',
  bundled: false,
};

/** What a lifecycle notification may say. */
export type LifecycleEvent = 'missed' | 'subscriptionRemoved' | 'reauthorizationRequired';

/** What became of notifications so far. */
export interface NotificationCounts {
  readonly posted: number;
  readonly refused: number;
  readonly dropped: number;
}

/** All subscriptions, and the notifications that they cause. */
export class GraphSubscriptions {
  behaviour: NotificationBehaviour = usualNotifications;
  readonly #all = new Map<string, GraphSubscription>();
  readonly #org: Organization;
  readonly #post = new NotificationPost();
  #dropped = 0;

  constructor(org: Organization) {
    this.#org = org;
  }

  /** PEM of authorities that are trusted where notifications go to; null: the usual ones. */
  set caCertificates(pem: string | null) {
    this.#post.caCertificates = pem;
  }

  /** Adds a subscription, which watches from now on. */
  add(options: Omit<GraphSubscription, 'id' | 'unwatch'>): GraphSubscription {
    const id = randomUUID();
    const unwatch = options.mailbox.watch((event) => this.#see(id, event));
    const made: GraphSubscription = { ...options, id, unwatch };
    this.#all.set(id, made);
    return made;
  }

  /** A subscription of an application; null for one that is unknown, of another, or too old. */
  find(id: string, clientId: string): GraphSubscription | null {
    this.#forgetOld();
    const found = this.#all.get(id);
    return found?.clientId === clientId ? found : null;
  }

  /** All that are in force, of one application or of all. */
  list(clientId?: string): readonly GraphSubscription[] {
    this.#forgetOld();
    return [...this.#all.values()].filter((each) => clientId === undefined || each.clientId === clientId);
  }

  /** Ends a subscription, telling nobody. */
  remove({ id, unwatch }: GraphSubscription): void {
    unwatch();
    this.#all.delete(id);
  }

  /** Posts a lifecycle notification about each subscription that has an address for it; gives how many. */
  tellLifecycle(event: LifecycleEvent, id?: string): number {
    const about = this.list().filter((each) => id === undefined || each.id === id);
    for (const each of about) {
      if (event === 'subscriptionRemoved') this.remove(each);
      if (each.lifecycleNotificationUrl === null) continue;
      this.#send(each.lifecycleNotificationUrl, this.#lifecycleEntry(each, event));
    }
    return about.length;
  }

  /** What became of notifications. */
  get counts(): NotificationCounts {
    return { ...this.#post.counts, dropped: this.#dropped };
  }

  /** Stops all notifications that are on their way. */
  close(): void {
    this.#post.close();
  }

  #forgetOld(): void {
    const now = this.#org.clock.now();
    for (const each of this.#all.values()) if (each.expiresAt <= now) this.remove(each);
  }

  #see(id: string, event: MailboxEvent): void {
    const subscription = this.#all.get(id);
    if (!subscription || subscription.expiresAt <= this.#org.clock.now()) return;
    for (const { changeType, itemId } of changesIn(subscription.watched, event)) {
      if (!subscription.changeTypes.includes(changeType)) continue;
      this.#send(subscription.notificationUrl, this.#entry(subscription, { changeType, itemId, event }));
    }
  }

  #send(url: string, entry: Json): void {
    const { dropped, copies, delayMs, bundled } = this.behaviour;
    if (dropped) {
      this.#dropped += 1;
      return;
    }
    for (let copy = 0; copy < copies; copy += 1) this.#post.send(url, entry, { delayMs, bundled });
  }

  #entry(
    subscription: GraphSubscription,
    { changeType, itemId, event }: { changeType: string; itemId: string; event: MailboxEvent },
  ): Json {
    const { mailbox, watched, immutableIds, tenant } = subscription;
    const name = watched.kind === 'events' ? 'Event' : 'Message';
    const id = urlSafe(immutableIds ? (mailbox.immutableIdOf(itemId) ?? itemId) : itemId);
    const plural = `${name}s`;
    const spellings = {
      path: `Users/${mailbox.objectId}/${plural}/${id}`,
      parentheses: `users('${mailbox.objectId}')/${plural.toLowerCase()}('${id}')`,
      tenant: `users/${mailbox.objectId}@${tenant}/${plural.toLowerCase()}/${id}`,
    };
    return {
      ...this.#common(subscription),
      changeType,
      resource: spellings[this.#org.switches.graphNotificationResource],
      resourceData: {
        '@odata.type': `#Microsoft.Graph.${name}`,
        '@odata.id': spellings.path,
        '@odata.etag': `W/"${event.changeKey}"`,
        id,
      },
    };
  }

  #lifecycleEntry(subscription: GraphSubscription, lifecycleEvent: LifecycleEvent): Json {
    if (this.#org.switches.graphLifecycleShape === 'bare') {
      const { clientState } = this.#common(subscription);
      return {
        subscriptionId: subscription.id,
        clientState: clientState ?? null,
        lifecycleEvent,
        resource: '',
        resourceData: null,
        organizationId: subscription.tenant,
      };
    }
    return { ...this.#common(subscription), lifecycleEvent };
  }

  #common({ id, clientState, expiresAt, tenant }: GraphSubscription): Json {
    const told = this.behaviour.clientState === 'wrong' ? 'somebody else' : clientState;
    return {
      subscriptionId: id,
      subscriptionExpirationDateTime: instant(expiresAt),
      tenantId: tenant,
      ...(told === null || this.behaviour.clientState === 'absent' ? {} : { clientState: told }),
    };
  }
}

function changesIn(watched: WatchedResource, event: MailboxEvent): { changeType: string; itemId: string }[] {
  const isWatched = (folder: Folder) =>
    watched.kind === 'events'
      ? folder.distinguishedName === 'calendar'
      : watched.folder === null
        ? folder.distinguishedName !== 'calendar'
        : folder === watched.folder;
  const changes: { changeType: string; itemId: string }[] = [];
  const { type, folder, itemId, from } = event;
  if (type === 'moved' && from && isWatched(from.folder))
    changes.push({ changeType: 'deleted', itemId: from.itemId });
  if (!isWatched(folder)) return changes;
  if (type === 'created' || type === 'moved') changes.push({ changeType: 'created', itemId });
  if (type === 'modified') changes.push({ changeType: 'updated', itemId });
  if (type === 'deleted') changes.push({ changeType: 'deleted', itemId });
  return changes;
}

/** A subscription as Graph shows it. */
export function subscriptionJson(subscription: GraphSubscription): Json {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.clientId,
    changeType: subscription.changeTypes.join(','),
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: preciseInstant(subscription.expiresAt),
    creatorId: subscription.clientId,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationQueryOptions: null,
    notificationUrlAppId: null,
  };
}
