import type { MeetingName, SandboxMeeting } from '@vmrkit/sandbox';
import type { Admission } from '../world/admission.ts';
import type { DemoWorld } from '../world/demo-world.ts';
import type { Answer, Draft } from '../world/organizer.ts';
import { integrations, joinBuffers } from '../world/server-files.ts';
import type { Room } from '../world/server-messages.ts';

const MINUTE = 60_000;

/** A meeting as the page lists it. Times are RFC 3339. */
export interface MeetingView {
  readonly id: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly isSeries: boolean;
  readonly isCancelled: boolean;
}

/** The room of a meeting as the page shows it. */
export interface RoomView extends Pick<Room, 'name' | 'aliases' | 'status'> {
  /** Times between which its join window is open, the next ones first. */
  readonly windows: readonly { readonly opens: string; readonly closes: string }[];
}

/** Everything that the page shows. */
export interface DemoView {
  readonly now: string;
  readonly managerIsAway: boolean;
  readonly meetings: readonly MeetingView[];
  /** The meeting that was asked for; null: none. */
  readonly selected:
    | (MeetingView & {
        /** HTML of the invitation as it stands in the organizer's calendar. */
        readonly body: string;
        readonly answers: readonly Answer[];
        readonly room: RoomView | null;
      })
    | null;
}

/** A meeting to be made on the page. */
export interface NewMeeting {
  readonly subject: string;
  readonly startsInMinutes: number;
  readonly minutes: number;
  /** Whether it takes place on five days in a row. */
  readonly daily: boolean;
}

interface Planned {
  readonly name: MeetingName;
  draft: Draft;
}

/** What somebody does on the page. */
export class DemoSession {
  readonly #world: DemoWorld;
  /** The newest first. */
  readonly #meetings: Planned[] = [];

  constructor(world: DemoWorld) {
    this.#world = world;
  }

  /** Plays Outlook with the add-in: asks for a room and sends the invitation. Gives the meeting's id. */
  async invite({ subject, startsInMinutes, minutes, daily }: NewMeeting): Promise<string> {
    const { addIn, organizer } = this.#world;
    const { html } = await addIn.reserve(integrations.sales);
    const start = this.#world.nextMinute() + startsInMinutes * MINUTE;
    const draft = { subject, html, start, end: start + minutes * MINUTE, ...(daily ? { daily: 5 } : {}) };
    const name = await organizer.invite(draft, integrations.sales);
    this.#meetings.unshift({ name, draft });
    return name.cleanId;
  }

  /** Moves a meeting or series and sends the update. */
  async move(id: string, minutes: number): Promise<void> {
    const planned = this.#find(id);
    const { start, end } = planned.draft;
    planned.draft = { ...planned.draft, start: start + minutes * MINUTE, end: end + minutes * MINUTE };
    await this.#world.organizer.move(planned.name, planned.draft);
  }

  /** Cancels a meeting or series. */
  async cancel(id: string): Promise<void> {
    await this.#world.sandbox.cancel(this.#find(id).name);
  }

  /** Dials an alias as a conferencing platform does. */
  join(alias: string): Promise<Admission> {
    return this.#world.platform.ask(alias);
  }

  /** Moves everybody's clock. */
  async moveClock(minutes: number): Promise<void> {
    await this.#world.moveClockTo(this.#world.now() + minutes * MINUTE);
  }

  /** Takes the manager away, or brings it back. */
  async setManagerAway(away: boolean): Promise<void> {
    await (away ? this.#world.stopManager() : this.#world.startManager());
  }

  /** What the page shows, with the meeting of this id in full. */
  async view(selectedId: string | null): Promise<DemoView> {
    const found = await Promise.all(this.#meetings.map(({ name }) => this.#world.sandbox.meeting(name)));
    const selected = found.find(({ meeting }) => meeting.cleanId === selectedId) ?? null;
    return {
      now: new Date(this.#world.now()).toISOString(),
      managerIsAway: !this.#world.hasManager,
      meetings: found.map(meetingView),
      selected: selected && (await this.#inFull(selected)),
    };
  }

  async #inFull(item: SandboxMeeting) {
    const { cleanId } = item.meeting;
    const answers = await this.#world.organizer.answers(
      this.#find(cleanId).name,
      integrations.sales.mailbox.email,
    );
    const rooms = await this.#world.rooms();
    const room = rooms.find((each) => each.cleanId === cleanId.toLowerCase()) ?? null;
    return {
      ...meetingView(item),
      body: item.body,
      answers,
      room: room && roomView(room, this.#world.now()),
    };
  }

  #find(id: string): Planned {
    const found = this.#meetings.find(({ name }) => name.cleanId === id);
    if (found === undefined) throw new Error('There is no such meeting on this page.');
    return found;
  }
}

function meetingView({ subject, meeting }: SandboxMeeting): MeetingView {
  const { cleanId, schedule, isCancelled } = meeting;
  const { start, end, recurrence } = schedule;
  return { id: cleanId, subject, start, end, isSeries: recurrence !== undefined, isCancelled };
}

function roomView({ name, aliases, status, occurrences }: Room, now: number): RoomView {
  const windows = occurrences
    .map(({ start, end }) => ({
      opens: new Date(Date.parse(start) - joinBuffers.beforeMinutes * MINUTE).toISOString(),
      closes: new Date(Date.parse(end) + joinBuffers.afterMinutes * MINUTE).toISOString(),
    }))
    .filter(({ closes }, index, all) => Date.parse(closes) >= now || index === all.length - 1);
  return { name, aliases, status, windows };
}
