import { type Clock, type Instant, instant, type Participant, type Random } from '@vmrkit/core';
import type { WorldChange, WorldInvitation } from '../../mailbox-world.ts';
import { newGlobalObjectId } from './global-object-id.ts';
import type { Act, MeetingNotice, OrganizedMeeting } from './organized-meeting.ts';
import * as acts from './organizer-acts.ts';

/** Where organizers' messages to an equipment mailbox go. */
export type Outgoing = (notice: MeetingNotice) => void;

/** The organizers and their calendars. What they do to meetings goes out to the equipment mailboxes that they invite. */
export class Organisation {
  readonly #clock: Clock;
  readonly #aheadMs: number;
  readonly #random: Random;
  readonly #outgoing = new Map<string, Outgoing>();
  readonly #meetings = new Map<string, OrganizedMeeting>();
  readonly #changeKeys = new Map<string, number>();
  /** Bodies that calendars show in the place of what was sent; null: the meeting does not show. */
  readonly #lagging = new Map<string, string | null>();
  #lastStamp = 0;

  /** `aheadMs`: how far organizers' clocks, which write the stamps, are ahead of the mail system's. */
  constructor(options: { readonly clock: Clock; readonly random: Random; readonly aheadMs?: number }) {
    this.#clock = options.clock;
    this.#aheadMs = options.aheadMs ?? 0;
    this.#random = options.random;
  }

  /** Takes in an equipment mailbox. */
  connect(mailbox: string, outgoing: Outgoing): void {
    this.#outgoing.set(mailbox, outgoing);
  }

  /** The meeting in its organizer's calendar; null once it is off. */
  find(id: string): OrganizedMeeting | null {
    return this.#meetings.get(id) ?? null;
  }

  /** The meeting of this clean global object id in this organizer's calendar. */
  findBy(organizer: string, globalObjectId: string): OrganizedMeeting | null {
    const meeting = this.find(meetingIdOf(globalObjectId));
    return meeting?.organizer.email.toLowerCase() === organizer.toLowerCase() ? meeting : null;
  }

  /** What stands in this organizer's calendar. */
  meetingsOf(organizer: string): readonly OrganizedMeeting[] {
    const email = organizer.toLowerCase();
    return [...this.#meetings.values()].filter((each) => each.organizer.email.toLowerCase() === email);
  }

  /** Differs after each change of the meeting. */
  changeKey(id: string): string {
    return `DwAAAB${this.#lagging.has(id) ? 'old' : (this.#changeKeys.get(id) ?? 0)}`;
  }

  /** The organizer's client has sent the meeting and not written it yet: the calendar shows this body, or nothing. */
  lag(id: string, body: string | null): void {
    this.#lagging.set(id, body);
  }

  /** The organizer's client writes what it has sent. */
  catchUp(id: string): void {
    this.#lagging.delete(id);
  }

  /** The body that the organizer's calendar shows; null: the meeting does not show. */
  shownBody({ id, html, exceptions }: OrganizedMeeting, instance: Instant | null): string | null {
    const old = this.#lagging.get(id);
    if (old !== undefined) return old;
    return instance === null ? html : (exceptions.get(instance)?.html ?? html);
  }

  /** Enters a meeting and invites an equipment mailbox. */
  invite(invitation: WorldInvitation, mailbox: string): OrganizedMeeting {
    const { meeting, stamp } = this.#entered(invitation);
    this.#commit(acts.invite(meeting, mailbox, { stamp }));
    return meeting;
  }

  /** Enters a meeting without any equipment mailbox. */
  enter(invitation: WorldInvitation): OrganizedMeeting {
    const { meeting } = this.#entered(invitation);
    this.#commit({ meeting, mail: [] });
    return meeting;
  }

  #entered(invitation: WorldInvitation): { readonly meeting: OrganizedMeeting; readonly stamp: Instant } {
    const { organizer, subject, html, location = '', start, end, repeat } = invitation;
    const { zone = 'W. Europe Standard Time' } = invitation;
    const stamp = this.#stamp();
    const globalObjectId = newGlobalObjectId(this.#random, stamp);
    const meeting: OrganizedMeeting = {
      id: meetingIdOf(globalObjectId),
      organizer,
      globalObjectId,
      subject,
      html,
      location,
      sentBy: invitation.sentBy ?? null,
      start,
      end,
      zone,
      repeat: repeat ?? null,
      exceptions: new Map(),
      deleted: new Set(),
      sequence: 0,
      stamp,
      invited: [],
      invitedTo: new Map(),
    };
    return { meeting, stamp };
  }

  /** Invites an equipment mailbox, perhaps again. */
  reinvite(id: string, mailbox: string): void {
    this.#commit(acts.invite(this.#get(id), mailbox, { stamp: this.#stamp() }));
  }

  change(id: string, what: WorldChange, instance?: Instant): void {
    const stamp = this.#stamp();
    const meeting = this.#get(id);
    if (instance === undefined) this.#commit(acts.change(meeting, what, { stamp }));
    else this.#commit(acts.changeInstance(meeting, instance, { what, stamp }));
  }

  repeat(id: string, repeat: OrganizedMeeting['repeat']): void {
    const stamp = this.#stamp();
    this.#commit(acts.repeat(this.#get(id), repeat, { stamp }));
  }

  resend(id: string): void {
    this.#commit(acts.resend(this.#get(id)));
  }

  /** Invites an equipment mailbox to one instance alone. */
  inviteTo(id: string, instance: Instant, mailbox: string): void {
    const stamp = this.#stamp();
    this.#commit(acts.inviteTo(this.#get(id), instance, { stamp, mailbox }));
  }

  cancel(id: string, instance?: Instant): void {
    const stamp = this.#stamp();
    const meeting = this.#get(id);
    if (instance === undefined) {
      this.#commit(acts.cancel(meeting, stamp));
      this.#meetings.delete(id);
    } else {
      this.#commit(acts.cancelInstance(meeting, instance, { stamp }));
    }
  }

  uninvite(id: string, mailbox: string): void {
    this.#commit(acts.uninvite(this.#get(id), mailbox, { stamp: this.#stamp() }));
  }

  handOver(id: string, to: Participant): void {
    this.#commit(acts.handOver(this.#get(id), to, { stamp: this.#stamp() }));
  }

  /** Takes the meeting out of its organizer's calendar and tells nobody. */
  deleteQuietly(id: string): void {
    this.#meetings.delete(id);
  }

  #commit({ meeting, mail }: Act): void {
    this.#meetings.set(meeting.id, meeting);
    this.#changeKeys.set(meeting.id, (this.#changeKeys.get(meeting.id) ?? 0) + 1);
    for (const { notice, to } of mail) this.#outgoing.get(to)?.(notice);
  }

  #get(id: string): OrganizedMeeting {
    const meeting = this.#meetings.get(id);
    if (!meeting) throw new RangeError('The meeting is not in its organizer’s calendar.');
    return meeting;
  }

  /** Each act has a stamp of its own, also while the clock stands still. */
  #stamp(): Instant {
    this.#lastStamp = Math.max(this.#clock.now() + this.#aheadMs, this.#lastStamp + 1);
    return instant(this.#lastStamp);
  }
}

function meetingIdOf(globalObjectId: string): string {
  return globalObjectId.slice(-32);
}
