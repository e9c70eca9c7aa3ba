import type { z } from 'zod';
import type {
  accountSchema,
  answerSchema,
  cancelSchema,
  clockSchema,
  copySchema,
  forgeriesSchema,
  forgerySchema,
  mailboxSchema,
  mailSchema,
  meetingChangeSchema,
  meetingSchema,
  meetingsSchema,
  occurrenceCancelSchema,
  occurrenceChangeSchema,
  oddDeliverySchema,
  streamsSchema,
  tokenSchema,
} from '../admin/admin-schemas.ts';
import type { FaultInput } from '../faults/fault-injector.ts';
import type { Recording } from '../http/recorder.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { SandboxSettings, SandboxSettingsInput } from '../sandbox-settings.ts';
import type {
  MeetingName,
  SandboxFolder,
  SandboxHeldDelivery,
  SandboxItem,
  SandboxMeeting,
  SandboxOccurrence,
  SandboxStatus,
} from './sandbox-answers.ts';
import { SandboxError } from './sandbox-error.ts';
import { SandboxGraphClient } from './sandbox-graph-client.ts';

/**
 * Drives a sandbox over its admin API. Every method throws {@link SandboxError} with the HTTP status when
 * the sandbox refuses.
 *
 * @example
 * const client = new SandboxClient(sandbox.adminUrl);
 * await client.createMailbox({ email: 'room@example.org', kind: 'equipment' });
 */
export class SandboxClient {
  /** Applications, calls and faults of Microsoft Graph. */
  readonly graph: SandboxGraphClient;
  readonly #adminUrl: string;

  constructor(adminUrl: string) {
    this.#adminUrl = adminUrl.replace(/\/$/, '');
    this.graph = new SandboxGraphClient((method, route, body) => this.#call(method, route, body));
  }

  /** Makes a mailbox. */
  async createMailbox(
    mailbox: z.input<typeof mailboxSchema>,
  ): Promise<{ readonly email: string; readonly sid: string; readonly objectId: string }> {
    return this.#call('POST', '/mailboxes', mailbox);
  }

  /** Changes the calendar processing, the delegates or the language of a mailbox, or moves it to the other side. */
  async changeMailbox(
    email: string,
    change: Pick<
      z.input<typeof mailboxSchema>,
      'processing' | 'removeOldMeetingMessages' | 'culture' | 'delegates' | 'hosting'
    >,
  ): Promise<void> {
    await this.#call('PATCH', `/mailboxes/${encodeURIComponent(email)}`, change);
  }

  /** Makes or replaces a service account. */
  async createAccount(account: z.input<typeof accountSchema>): Promise<void> {
    await this.#call('POST', '/accounts', account);
  }

  /** All items of a folder, oldest first. */
  async folder(email: string, folder: SandboxFolder): Promise<SandboxItem[]> {
    return this.#call('GET', `/mailboxes/${encodeURIComponent(email)}/folders/${folder}`);
  }

  /** The occurrences in a calendar between two times (RFC 3339). */
  async calendarView(
    email: string,
    range: { readonly from: string; readonly until: string },
  ): Promise<SandboxOccurrence[]> {
    const query = new URLSearchParams(range);
    return this.#call('GET', `/mailboxes/${encodeURIComponent(email)}/view?${query}`);
  }

  /** Removes an item for good, telling nobody. */
  async removeItem(email: string, id: string): Promise<void> {
    await this.#call('DELETE', `/mailboxes/${encodeURIComponent(email)}/items/${encodeURIComponent(id)}`);
  }

  /** Makes GetItem of an item fail with a response code; null heals it. */
  async poison(email: string, id: string, responseCode: string | null = 'ErrorCorruptData'): Promise<void> {
    await this.#call('POST', `/mailboxes/${encodeURIComponent(email)}/poison`, { id, responseCode });
  }

  /** Makes the next deliveries to a mailbox unreadable. */
  async poisonNext(email: string, poison: { responseCode?: string; count?: number } = {}): Promise<void> {
    await this.#call('POST', `/mailboxes/${encodeURIComponent(email)}/poison-next`, poison);
  }

  /** Makes the next deliveries to a mailbox arrive encrypted, or in Deleted Items. */
  async deliverNext(email: string, how: z.input<typeof oddDeliverySchema>): Promise<void> {
    await this.#call('POST', `/mailboxes/${encodeURIComponent(email)}/deliver-next`, how);
  }

  /** Answers the latest request of a meeting as the mailbox's owner would. */
  async answer(email: string, answer: z.input<typeof answerSchema>): Promise<void> {
    await this.#call('POST', `/mailboxes/${encodeURIComponent(email)}/answers`, answer);
  }

  /** Delivers the latest message of a meeting once more, with the same Message-ID. */
  async redeliver(email: string, cleanId: string): Promise<void> {
    await this.#call('POST', `/mailboxes/${encodeURIComponent(email)}/redeliver`, { cleanId });
  }

  /** Writes a meeting into its organizer's calendar and invites. */
  async invite(meeting: z.input<typeof meetingSchema>): Promise<SandboxMeeting> {
    return this.#call('POST', '/meetings', meeting);
  }

  /** Writes at most 1,000 meetings and invites; `acceptedBy` has accepted each afterwards. Gives their clean ids. */
  async inviteMany(meetings: z.input<typeof meetingsSchema>): Promise<readonly string[]> {
    return (await this.#call<{ cleanIds: string[] }>('POST', '/bulk/meetings', meetings)).cleanIds;
  }

  /** A meeting as its organizer has it. */
  async meeting(name: MeetingName): Promise<SandboxMeeting> {
    return this.#call('GET', path(name));
  }

  /** Changes a meeting or series, its attendees included: those left out are removed, new ones invited. */
  async update(name: MeetingName, change: z.input<typeof meetingChangeSchema>): Promise<SandboxMeeting> {
    return this.#call('POST', `${path(name)}/update`, change);
  }

  /** Cancels a meeting or series; with `send: 'none'` nobody hears of it. */
  async cancel(name: MeetingName, options: z.input<typeof cancelSchema> = {}): Promise<void> {
    await this.#call('POST', `${path(name)}/cancel`, options);
  }

  /** Changes one occurrence of a series. */
  async updateOccurrence(
    name: MeetingName,
    change: z.input<typeof occurrenceChangeSchema>,
  ): Promise<SandboxMeeting> {
    return this.#call('POST', `${path(name)}/occurrences/update`, change);
  }

  /** Deletes one occurrence of a series. */
  async cancelOccurrence(
    name: MeetingName,
    which: z.input<typeof occurrenceCancelSchema>,
  ): Promise<SandboxMeeting> {
    return this.#call('POST', `${path(name)}/occurrences/cancel`, which);
  }

  /** Sends a copy of the invitation: forwarded (`by`), or a delegate's. */
  async sendCopy(name: MeetingName, copy: z.input<typeof copySchema>): Promise<void> {
    await this.#call('POST', `${path(name)}/copies`, copy);
  }

  /** Sends a meeting message behind which no calendar stands. Gives its clean id. */
  async forge(forgery: z.input<typeof forgerySchema>): Promise<string> {
    return (await this.#call<{ cleanId: string }>('POST', '/forgeries', forgery)).cleanId;
  }

  /** The same for at most 1,000 messages. Gives their clean ids. */
  async forgeMany(forgeries: z.input<typeof forgeriesSchema>['forgeries']): Promise<readonly string[]> {
    return (await this.#call<{ cleanIds: string[] }>('POST', '/bulk/forgeries', { forgeries })).cleanIds;
  }

  /** Sends an ordinary mail. Gives its Message-ID. */
  async mail(mail: z.input<typeof mailSchema>): Promise<string> {
    return (await this.#call<{ messageId: string }>('POST', '/mails', mail)).messageId;
  }

  /** Counts and clock. */
  async status(): Promise<SandboxStatus> {
    return this.#call('GET', '/state');
  }

  /** Moves, freezes or releases the clock. Gives the new time. */
  async clock(move: z.input<typeof clockSchema>): Promise<string> {
    return (await this.#call<{ now: string }>('POST', '/clock', move)).now;
  }

  /** Changes settings and switches while running. */
  async configure(settings: SandboxSettingsInput): Promise<SandboxSettings> {
    return this.#call('PATCH', '/settings', settings);
  }

  /** Everything that was delivered or answered after entry `after`. */
  async ledger(after = 0): Promise<LedgerEntry[]> {
    return this.#call('GET', `/ledger?after=${after}&limit=100000`);
  }

  /** Plans faults. */
  async plan(...faults: readonly FaultInput[]): Promise<void> {
    await this.#call('POST', '/faults', faults);
  }

  /** Forgets planned faults. */
  async clearFaults(): Promise<void> {
    await this.#call('DELETE', '/faults');
  }

  /** Sets how streams behave. */
  async streams(behaviour: z.input<typeof streamsSchema>): Promise<void> {
    await this.#call('POST', '/streams', behaviour);
  }

  /** Ends all open streams. Gives how many there were. */
  async endStreams(how: 'closed' | 'cut' = 'cut'): Promise<number> {
    return (await this.#call<{ ended: number }>('POST', '/streams/end', { how })).ended;
  }

  /** Forgets all subscriptions, as a restarted server does. */
  async forgetSubscriptions(): Promise<void> {
    await this.#call('DELETE', '/subscriptions');
  }

  /** Makes all sync states invalid. */
  async expireSyncStates(): Promise<void> {
    await this.#call('POST', '/sync-states/expire');
  }

  /** Holds deliveries to a mailbox, or to all. */
  async hold(mailbox = '*'): Promise<void> {
    await this.#call('POST', '/hold', { mailbox });
  }

  /** What is held. */
  async held(): Promise<SandboxHeldDelivery[]> {
    return this.#call('GET', '/held');
  }

  /** Delivers what is held: all of a mailbox, ending the hold, or positions in any order. */
  async release(options: { mailbox?: string; order?: readonly number[] } = {}): Promise<number> {
    return (await this.#call<{ released: number }>('POST', '/release', options)).released;
  }

  /** The recorded calls after number `after`. */
  async recordings(after = 0): Promise<Recording[]> {
    return this.#call('GET', `/recordings?after=${after}`);
  }

  /** An Exchange identity token for a mailbox. */
  async identityToken(options: z.input<typeof tokenSchema>): Promise<string> {
    return (await this.#call<{ token: string }>('POST', '/tokens', options)).token;
  }

  /** Changes the key that signs identity tokens. */
  async rollKey(keepOld = false): Promise<void> {
    await this.#call('POST', '/tokens/roll-key', { keepOld });
  }

  async #call<T>(method: string, route: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#adminUrl}${route}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new SandboxError(response.status, `${method} ${route}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

function path({ organizer, cleanId }: MeetingName): string {
  return `/meetings/${encodeURIComponent(organizer)}/${cleanId}`;
}
