import { DraftError, type OutlookDraft, type Person } from './outlook-draft.ts';
import type { Pauses } from './pauses.ts';

/** Time that passes only where somebody sleeps. */
export class FakePauses implements Pauses {
  #now = 0;

  now(): number {
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms;
  }
}

/** What a client is known to do wrong. */
export interface DraftFaults {
  /** Milliseconds by which the body that is read is behind. */
  bodyLagMs?: number;
  /** Milliseconds between a success and its effect. */
  bodyLateMs?: number;
  attendees?: 'silent' | 'refused' | 'late';
  location?: 'silent' | 'refused';
  prepend?: 'refused' | 'late' | 'late-but-done';
  /** The item is gone after so many calls. */
  goneAfter?: number;
  /** Another item is there after so many calls, and takes whatever is written. */
  otherAfter?: number;
  isPlainText?: boolean;
}

/** A draft in memory that fails as clients do. */
export class FakeDraft implements OutlookDraft {
  readonly faults: DraftFaults;
  readonly calls: string[] = [];
  body: string;
  people: Person[] = [];
  place = '';
  noted: Person | null = null;
  /** Calls that wrote into another item. */
  readonly astray: string[] = [];
  readonly #pauses: Pauses;
  readonly #history: { at: number; body: string }[] = [];

  constructor(
    pauses: Pauses,
    { body = '<p>Agenda</p>', faults = {} }: { body?: string; faults?: DraftFaults } = {},
  ) {
    this.#pauses = pauses;
    this.faults = faults;
    this.body = body;
    this.#history.push({ at: Number.NEGATIVE_INFINITY, body });
  }

  isOpen(): boolean {
    return this.#isThere();
  }

  async isSameItem(): Promise<boolean> {
    return this.#isThere() && !this.#isOther();
  }

  async isPlainText(): Promise<boolean> {
    return this.faults.isPlainText ?? false;
  }

  #isOther(): boolean {
    return this.calls.length >= (this.faults.otherAfter ?? Number.POSITIVE_INFINITY);
  }

  #isThere(): boolean {
    return this.calls.length < (this.faults.goneAfter ?? Number.POSITIVE_INFINITY);
  }

  async readBody(): Promise<string> {
    this.#called('readBody');
    const until = this.#pauses.now() - (this.faults.bodyLagMs ?? 0);
    return this.#history.findLast(({ at }) => at <= until)?.body ?? '';
  }

  async prepend(html: string): Promise<void> {
    this.#called('prepend');
    const { prepend } = this.faults;
    if (prepend === 'refused' || prepend === 'late') throw new DraftError(prepend, 'prepend');
    this.#write(html + this.body);
    if (prepend === 'late-but-done') throw new DraftError('late', 'prepend');
  }

  async replaceBody(html: string): Promise<void> {
    this.#called('replaceBody');
    this.#write(html);
  }

  /** As a person does. */
  type(html: string): void {
    this.#write(this.body + html);
  }

  async attendees(): Promise<readonly Person[]> {
    this.#called('attendees');
    return this.people;
  }

  async addAttendee(person: Person): Promise<void> {
    this.#called('addAttendee');
    const { attendees } = this.faults;
    if (attendees === 'silent') return;
    if (attendees) throw new DraftError(attendees, 'addAttendee');
    this.people.push(person);
  }

  async removeAttendee(email: string): Promise<void> {
    this.#called('removeAttendee');
    this.people = this.people.filter((each) => each.email !== email);
  }

  async location(): Promise<string> {
    this.#called('location');
    return this.place;
  }

  async addLocation(line: string): Promise<void> {
    this.#called('addLocation');
    if (this.faults.location === 'refused') throw new DraftError('unable', 'addLocation');
    if (this.faults.location !== 'silent') this.place = [this.place, line].filter(Boolean).join('; ');
  }

  async removeLocation(line: string): Promise<void> {
    this.#called('removeLocation');
    this.place = this.place.replace(line, '').replace(/^; |; $/, '');
  }

  async noteMailbox(mailbox: Person | null): Promise<void> {
    this.noted = mailbox;
  }

  async sentStart(): Promise<string | null> {
    return null;
  }

  async owner(): Promise<string> {
    return 'olga@x.example';
  }

  async mark(): Promise<void> {}

  async key(): Promise<string> {
    return 'draft-key-1';
  }

  #called(name: string): void {
    if (this.#isOther() && /^(?:prepend|replace|add|remove)/.test(name)) this.astray.push(name);
    this.calls.push(name);
    if (!this.#isThere()) throw new DraftError('gone', name);
  }

  #write(body: string): void {
    this.body = body;
    this.#history.push({ at: this.#pauses.now() + (this.faults.bodyLateMs ?? 0), body });
  }
}
