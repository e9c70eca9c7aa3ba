import { type RealitySwitches, realitySwitchesSchema } from '../switches.ts';
import type { Address } from './item.ts';
import { Ledger } from './ledger.ts';
import { Mailbox, type MailboxOptions } from './mailbox.ts';
import { Transport } from './transport.ts';
import { VirtualClock } from './virtual-clock.ts';

/** An account that works for an application. */
export interface ServiceAccount {
  /** `name@domain` or `domain\name`, lower case. */
  readonly username: string;
  readonly password: string;
  /** Whom it may impersonate: everybody, or these addresses. */
  impersonates: 'all' | ReadonlySet<string>;
  /** Mailboxes that it may open without impersonation. */
  fullAccess: ReadonlySet<string>;
}

/** A simulated organisation with its neighbours: mailboxes, accounts, transport, clock and record. */
export class Organization {
  readonly clock = new VirtualClock();
  readonly ledger = new Ledger();
  readonly transport: Transport;
  readonly mailboxes = new Map<string, Mailbox>();
  readonly accounts = new Map<string, ServiceAccount>();
  switches: RealitySwitches;
  /** Milliseconds between the delivery of a meeting message and what the Calendar Attendant makes of it. */
  attendantDelayMs = 0;
  /** Raised to make all sync states invalid. */
  syncEpoch = 1;
  readonly #bySid = new Map<string, Mailbox>();
  readonly #byObjectId = new Map<string, Mailbox>();

  constructor(switches: Partial<RealitySwitches> = {}) {
    this.switches = realitySwitchesSchema.parse(switches);
    this.transport = new Transport(this);
  }

  /** Makes a mailbox. Throws if the address is taken. */
  createMailbox(options: Partial<MailboxOptions> & { readonly email: string }): Mailbox {
    const email = options.email.toLowerCase();
    if (this.mailboxes.has(email)) throw new RangeError(`The mailbox ${email} exists`);
    const kind = options.kind ?? 'user';
    const mailbox = new Mailbox(
      {
        email,
        name: options.name ?? email,
        password: options.password ?? '',
        kind,
        location: options.location ?? 'internal',
        processing: options.processing ?? (kind === 'user' ? 'AutoUpdate' : 'None'),
        removeOldMeetingMessages: options.removeOldMeetingMessages ?? false,
        delegates: options.delegates ?? 'all',
        culture: options.culture ?? 'en-US',
        hosting: options.hosting ?? 'anywhere',
      },
      this.clock,
    );
    this.mailboxes.set(email, mailbox);
    this.#bySid.set(mailbox.sid, mailbox);
    this.#byObjectId.set(mailbox.objectId, mailbox);
    return mailbox;
  }

  /** Makes or replaces a service account. */
  setAccount(account: ServiceAccount): void {
    this.accounts.set(account.username.toLowerCase(), account);
  }

  /** The mailbox of an address, whatever its case; null if there is none. */
  findMailbox(email: string): Mailbox | null {
    return this.mailboxes.get(email) ?? this.mailboxes.get(email.toLowerCase()) ?? null;
  }

  /** The mailbox of a security identifier; null if there is none. */
  findMailboxBySid(sid: string): Mailbox | null {
    return this.#bySid.get(sid) ?? null;
  }

  /** The mailbox of a directory object; null if there is none. */
  findMailboxByObjectId(objectId: string): Mailbox | null {
    return this.#byObjectId.get(objectId.toLowerCase()) ?? null;
  }

  /** The display name that goes with an address. */
  nameOf(email: string): Address {
    return this.findMailbox(email)?.address ?? { name: email, email: email.toLowerCase() };
  }

  /** Whether mail from this address counts as internally authenticated. */
  isInternal(email: string): boolean {
    return this.findMailbox(email)?.location === 'internal';
  }
}
