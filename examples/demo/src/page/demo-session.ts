import type { SandboxItem } from '@vmrkit/sandbox';
import type { Admission } from '../world/admission.ts';
import type { DemoWorld, ManagerRecords, OutlookPlace, OutlookUser } from '../world/demo-world.ts';
import { people } from '../world/people.ts';
import { integrations, joinBuffers } from '../world/server-files.ts';
import type { Room } from '../world/server-messages.ts';
import { conversationOf, type Turn } from './conversation.ts';
import type { LogLine, ServerLog } from './server-log.ts';

const MINUTE = 60_000;
const organizer = people.organizer.email;
const mailboxes = [integrations.sales.mailbox.email, integrations.support.mailbox.email];

/** The room of a meeting as the page shows it. */
export interface RoomView extends Pick<Room, 'name' | 'aliases' | 'organizer' | 'status'> {
  /** The meeting's times, and those between which its join window is open, the oldest first. Times are RFC 3339. */
  readonly windows: readonly {
    readonly opens: string;
    readonly start: string;
    readonly end: string;
    readonly closes: string;
  }[];
}

/** The meeting that the page is about. Times are RFC 3339. */
export interface SelectedMeeting {
  readonly id: string;
  readonly subject: string;
  readonly isCancelled: boolean;
  readonly conversation: readonly Turn[];
  readonly room: RoomView | null;
  readonly log: readonly LogLine[];
}

/** Everything that the page shows. Times are RFC 3339. */
export interface DemoView {
  readonly now: string;
  /** How often the clock was moved: what was true before may not be now. */
  readonly clockMoves: number;
  readonly managerIsAway: boolean;
  readonly outlooks: Readonly<Record<OutlookPlace, Readonly<Record<OutlookUser, string>>>>;
  /** The meeting that was asked for; null: none. */
  readonly selected: SelectedMeeting | null;
}

/** What somebody does on the page, and what it shows. Meetings are made in the simulated Outlook, not here. */
export class DemoSession {
  readonly #world: DemoWorld;
  readonly #log: ServerLog;
  #clockMoves = 0;
  /** What the manager knew last: its store stays as it is while it is away. */
  #records: ManagerRecords = { rooms: [], decisions: [] };

  constructor(world: DemoWorld, log: ServerLog) {
    this.#world = world;
    this.#log = log;
  }

  /** Pages of the simulated Outlook, by where its mailbox is and who uses it. */
  get outlooks(): DemoView['outlooks'] {
    const of = (place: OutlookPlace) => ({
      organizer: this.#world.outlookUrl(place, 'organizer'),
      delegate: this.#world.outlookUrl(place, 'delegate'),
      guest: this.#world.outlookUrl(place, 'guest'),
    });
    return { 'on-premises': of('on-premises'), 'microsoft-365': of('microsoft-365') };
  }

  /** Dials an alias as a conferencing platform does for a guest; null when the manager does not answer. */
  async join(alias: string): Promise<Admission | null> {
    return this.#world.hasManager ? this.#world.platform.ask(alias) : null;
  }

  /** Moves everybody's clock. */
  async moveClock(minutes: number): Promise<void> {
    await this.#world.moveClockTo(this.#world.now() + minutes * MINUTE);
    this.#clockMoves += 1;
  }

  /** Takes the manager away, or brings it back. */
  async setManagerAway(away: boolean): Promise<void> {
    await (away ? this.#world.stopManager() : this.#world.startManager());
  }

  /** What the page shows, with the meeting of this id in full. */
  async view(selectedId: string | null): Promise<DemoView> {
    this.#records = (await this.#world.records()) ?? this.#records;
    // What was cancelled is among what was deleted.
    const { sandbox } = this.#world;
    const calendar = await sandbox.folder(organizer, 'calendar');
    const gone = await sandbox.folder(organizer, 'deleteditems');
    const found = [...calendar, ...gone].find(({ meeting }) => meeting?.cleanId === selectedId) ?? null;
    return {
      now: new Date(this.#world.now()).toISOString(),
      clockMoves: this.#clockMoves,
      managerIsAway: !this.#world.hasManager,
      outlooks: this.outlooks,
      selected: found && selectedId !== null ? await this.#inFull(found, selectedId) : null,
    };
  }

  async #inFull({ subject, meeting }: SandboxItem, cleanId: string): Promise<SelectedMeeting> {
    const { rooms } = this.#records;
    const decisions = this.#records.decisions.filter((each) => each.cleanId === cleanId.toLowerCase());
    const room = rooms.find((each) => each.cleanId === cleanId.toLowerCase());
    const ledger = await this.#world.sandbox.ledger();
    const invited = new Set(meeting?.attendees.map(({ email }) => email.toLowerCase()));
    const mailbox = mailboxes.find((each) => invited.has(each)) ?? mailboxes[0] ?? '';
    const answers = await this.#world.organizer.answers({ organizer, cleanId }, mailbox);
    return {
      id: cleanId,
      subject,
      isCancelled: meeting?.isCancelled ?? false,
      conversation: conversationOf({ cleanId, mailbox }, { ledger, decisions, answers }),
      room: room === undefined ? null : roomView(room),
      log: this.#log.of(new Set(decisions.map(({ correlationId }) => correlationId))),
    };
  }
}

function roomView({ name, aliases, organizer: owner, status, occurrences }: Room): RoomView {
  const windows = occurrences.map(({ start, end }) => ({
    opens: new Date(Date.parse(start) - joinBuffers.beforeMinutes * MINUTE).toISOString(),
    start,
    end,
    closes: new Date(Date.parse(end) + joinBuffers.afterMinutes * MINUTE).toISOString(),
  }));
  return { name, aliases, organizer: owner, status, windows };
}
