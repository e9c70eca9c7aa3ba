import { processDelivery } from './calendar-attendant.ts';
import { type Attachment, type Item, isMeetingMessage } from './item.ts';
import type { LedgerKind } from './ledger.ts';
import type { Mailbox } from './mailbox.ts';
import type { Organization } from './organization.ts';
import { RefusedError } from './refused-error.ts';

/** A delivery that waits for its release. */
export interface HeldDelivery {
  readonly to: string;
  readonly item: Item;
}

/** What is special about the next messages for somebody. */
export interface Oddity {
  /** Whether the body is only in an S/MIME attachment. */
  readonly encrypted: boolean;
  readonly folder: 'inbox' | 'deleteditems';
  left: number;
}

const minuteMs = 60_000;

/** Carries messages into mailboxes: at once, after a latency, or when somebody releases them. */
export class Transport {
  /** Milliseconds between sending and delivery. */
  latencyMs = 0;
  /** Messages that one mailbox may send a minute; null for any number. */
  messageRateLimit: number | null = null;
  readonly #organization: Organization;
  readonly #holds = new Set<string>();
  readonly #held: HeldDelivery[] = [];
  readonly #sent = new Map<string, number[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #oddities = new Map<string, Oddity>();
  readonly #poisons = new Map<string, { readonly responseCode: string; left: number }>();

  constructor(organization: Organization) {
    this.#organization = organization;
  }

  /** Sends a copy of an item to each address. The item itself is not kept. */
  send(item: Item, recipients: readonly string[]): void {
    for (const recipient of recipients) {
      const copy = { ...item, extended: new Map(item.extended) };
      if (this.#holds.has(recipient) || this.#holds.has('*')) this.#held.push({ to: recipient, item: copy });
      else if (this.latencyMs > 0) this.#later(recipient, copy);
      else this.#deliver(recipient, copy);
    }
  }

  /** Refuses (`busy`) a sender that used its messages up. To be asked before anything is written. */
  admit(sender: string): void {
    if (this.messageRateLimit === null) return;
    const now = this.#organization.clock.now();
    const recent = (this.#sent.get(sender) ?? []).filter((at) => at > now - minuteMs);
    this.#sent.set(sender, recent);
    if (recent.length >= this.messageRateLimit) {
      const wait = (recent[0] ?? now) + minuteMs - now;
      throw new RefusedError('busy', { retryAfterMs: wait });
    }
  }

  /** Counts one message against the limit of its sender. */
  charge(sender: string): void {
    if (this.messageRateLimit === null) return;
    const now = this.#organization.clock.now();
    this.#sent.set(sender, [...(this.#sent.get(sender) ?? []), now]);
  }

  /** Holds all further deliveries to an address, or to everybody (`*`). */
  hold(email: string): void {
    this.#holds.add(email.toLowerCase());
  }

  /** What is held, in order of sending. */
  get held(): readonly HeldDelivery[] {
    return this.#held;
  }

  /**
   * Ends a hold and delivers what was held for it. `order` names positions in {@link held} and so delivers
   * in any order (or only some, while the hold goes on).
   */
  release(email: string, order?: readonly number[]): number {
    const address = email.toLowerCase();
    const mine = (each: HeldDelivery) => address === '*' || each.to === address;
    const chosen = order ? order.flatMap((at) => this.#held[at] ?? []) : this.#held.filter(mine);
    if (!order) this.#holds.delete(address);
    for (const each of chosen) {
      const at = this.#held.indexOf(each);
      if (at >= 0) this.#held.splice(at, 1);
    }
    for (const each of chosen) this.#deliver(each.to, each.item);
    return chosen.length;
  }

  /** Makes the next messages for an address unreadable: GetItem gives this response code. */
  poisonNext(email: string, poison: { readonly responseCode: string; readonly count: number }): void {
    this.#poisons.set(email, { responseCode: poison.responseCode, left: poison.count });
  }

  /** Makes the next messages for an address arrive encrypted, or in another folder than the inbox. */
  deliverOddly(email: string, oddity: Omit<Oddity, 'left'> & { readonly count: number }): void {
    this.#oddities.set(email, { encrypted: oddity.encrypted, folder: oddity.folder, left: oddity.count });
  }

  /** Stops all deliveries that are on their way. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(recipient: string, item: Item): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#deliver(recipient, item);
    }, this.latencyMs);
    this.#timers.add(timer);
  }

  #deliver(recipient: string, item: Item): void {
    const mailbox = this.#organization.findMailbox(recipient);
    if (!mailbox) {
      this.#record('undeliverable', recipient, item);
      return;
    }
    item.receivedAt = this.#organization.clock.now();
    item.isRead = false;
    this.#poison(mailbox.address.email, item);
    const folder = this.#makeOdd(mailbox.address.email, item);
    mailbox.add(item, mailbox.folder(folder), 'new-mail');
    this.#record(ledgerKind(item), mailbox.address.email, item);
    this.#process(mailbox, item);
  }

  #poison(email: string, item: Item): void {
    const poison = this.#poisons.get(email);
    if (!poison || poison.left <= 0) return;
    item.poison = poison.responseCode;
    poison.left -= 1;
  }

  /** Changes what is to arrive oddly; gives the folder into which it goes. */
  #makeOdd(email: string, item: Item): string {
    const oddity = this.#oddities.get(email);
    if (!oddity || oddity.left <= 0) return 'inbox';
    oddity.left -= 1;
    if (oddity.encrypted) {
      item.attachments = [sealedContent(item.body)];
      item.body = '';
    }
    return oddity.folder;
  }

  #process(mailbox: Mailbox, item: Item): void {
    const delay = this.#organization.attendantDelayMs;
    if (delay <= 0) {
      processDelivery(this.#organization, mailbox, item);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (mailbox.findItem(item.id)) processDelivery(this.#organization, mailbox, item);
    }, delay);
    this.#timers.add(timer);
  }

  #record(kind: LedgerKind, to: string, item: Item): void {
    const meeting = isMeetingMessage(item) ? item : null;
    this.#organization.ledger.append({
      at: this.#organization.clock.now(),
      kind,
      from: item.from?.email ?? '',
      to,
      subject: item.subject,
      messageId: item.messageId ?? '',
      itemId: item.id,
      requestType: item.kind === 'meeting-request' ? item.requestType : undefined,
      response: item.kind === 'meeting-response' ? item.responseType : undefined,
      cleanId: meeting?.meeting.cleanId,
      recurrenceId: meeting?.meeting.recurrenceId,
      sequence: meeting?.meeting.sequence,
    });
  }
}

function sealedContent(body: string): Attachment {
  const content = Buffer.from(`sealed ${body.length}`).toString('base64');
  return { name: 'smime.p7m', contentType: 'application/pkcs7-mime', content };
}

function ledgerKind(item: Item): LedgerKind {
  if (item.kind === 'meeting-request') return 'request';
  if (item.kind === 'meeting-cancellation') return 'cancellation';
  if (item.kind === 'meeting-response') return 'response';
  return 'mail';
}
