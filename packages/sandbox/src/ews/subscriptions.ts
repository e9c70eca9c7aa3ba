import { randomBytes, randomUUID } from 'node:crypto';
import type { Folder } from '../model/folder.ts';
import type { Mailbox, MailboxEvent } from '../model/mailbox.ts';
import { ResponseCodeError } from './response-code-error.ts';

/** The interest of a client in some folders of one mailbox. */
export interface Subscription {
  readonly id: string;
  readonly kind: 'streaming' | 'pull';
  readonly mailbox: Mailbox;
  /** Account that subscribed; only it may use the subscription. */
  readonly owner: string;
  /** Null for all folders. */
  readonly folders: ReadonlySet<Folder> | null;
  readonly eventTypes: ReadonlySet<string>;
  /** Whether calls about it must bring the affinity cookie. */
  readonly needsAffinity: boolean;
  /** Events that nobody fetched yet, with their watermarks. */
  readonly queue: QueuedEvent[];
  /** Called on a new event while a stream is open. */
  onEvent: (() => void) | null;
  watermark: string;
}

/** An event with the watermark that names it. */
export interface QueuedEvent {
  readonly event: MailboxEvent;
  readonly watermark: string;
}

const queueLimit = 5_000;

const ewsNames = {
  created: 'CreatedEvent',
  'new-mail': 'NewMailEvent',
  modified: 'ModifiedEvent',
  deleted: 'DeletedEvent',
  moved: 'MovedEvent',
  'free-busy': 'FreeBusyChangedEvent',
} as const;

/** EWS name of an event. */
export function eventName(event: MailboxEvent): string {
  return ewsNames[event.type];
}

/** All subscriptions of a server. */
export class SubscriptionRegistry {
  /** Mailbox servers that the mailboxes are spread over. */
  servers = 1;
  readonly #site = randomBytes(4).toString('hex');
  /** Subscriptions that one mailbox may have. */
  limit = 5_000;
  readonly #subscriptions = new Map<string, { subscription: Subscription; stop: () => void }>();
  readonly #counts = new Map<Mailbox, number>();
  #watermarks = 0;

  /** Makes a subscription. Throws ErrorExceededSubscriptionCount. */
  add(options: Omit<Subscription, 'id' | 'queue' | 'onEvent' | 'watermark'>): Subscription {
    const { mailbox } = options;
    const count = this.#counts.get(mailbox) ?? 0;
    if (count >= this.limit) {
      throw new ResponseCodeError(
        'ErrorExceededSubscriptionCount',
        'You have exceeded the available subscriptions for your account.',
      );
    }
    const id = subscriptionId(this.serverOf(mailbox));
    const subscription: Subscription = {
      ...options,
      id,
      queue: [],
      onEvent: null,
      watermark: this.#nextWatermark(),
    };
    const stop = mailbox.watch((event) => this.#receive(subscription, event));
    this.#subscriptions.set(id, { subscription, stop });
    this.#counts.set(mailbox, count + 1);
    return subscription;
  }

  /** Value of the cookie `X-BackEndOverrideCookie`: the name of the only server that knows a mailbox's subscriptions. */
  serverOf({ address: { email } }: Mailbox): string {
    const place = [...email].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % this.servers;
    return `backend-${this.#site}-${place}.sandbox.example`;
  }

  /** The subscription of an id; `server` is where the call arrived, null anywhere. Throws ErrorSubscriptionNotFound. */
  get(id: string, caller: { readonly owner: string; readonly server: string | null }): Subscription {
    const found = this.#subscriptions.get(id)?.subscription;
    const isElsewhere =
      found?.needsAffinity && caller.server !== null && caller.server !== this.serverOf(found.mailbox);
    if (!found || isElsewhere) {
      throw new ResponseCodeError('ErrorSubscriptionNotFound', 'Subscription was not found.');
    }
    if (found.owner !== caller.owner) {
      throw new ResponseCodeError('ErrorSubscriptionAccessDenied', 'Access to the subscription is denied.');
    }
    return found;
  }

  /** Ends a subscription. */
  remove(id: string): void {
    const found = this.#subscriptions.get(id);
    if (!found) return;
    found.stop();
    this.#subscriptions.delete(id);
    const { mailbox } = found.subscription;
    this.#counts.set(mailbox, (this.#counts.get(mailbox) ?? 1) - 1);
  }

  /** Forgets all subscriptions, as a restarted server does. */
  clear(): void {
    for (const id of [...this.#subscriptions.keys()]) this.remove(id);
  }

  /** How many there are. */
  get size(): number {
    return this.#subscriptions.size;
  }

  #receive(subscription: Subscription, event: MailboxEvent): void {
    const { folders, eventTypes, queue } = subscription;
    if (!eventTypes.has(eventName(event))) return;
    if (folders && !folders.has(event.folder) && !(event.from && folders.has(event.from.folder))) return;
    queue.push({ event, watermark: this.#nextWatermark() });
    if (queue.length > queueLimit) queue.shift();
    subscription.onEvent?.();
  }

  #nextWatermark(): string {
    const mark = Buffer.alloc(30);
    mark.writeUIntBE(++this.#watermarks, 20, 6);
    return `AQAAA${mark.toString('base64')}`;
  }
}

/** Recorded ids hold the name of the server and a GUID, in base64. */
function subscriptionId(server: string): string {
  const name = Buffer.from(server, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(name.length);
  const guid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  return Buffer.concat([length, name, Buffer.from([0x10, 0, 0, 0]), guid, randomBytes(12)]).toString(
    'base64',
  );
}
