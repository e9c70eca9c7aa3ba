import type {
  EquipmentMailbox,
  Instant,
  Interval,
  MailboxMessage,
  MeetingBooker,
  MeetingRequest,
  OrganizerCalendars,
  Participant,
} from '@vmrkit/core';
import { FakeClock } from '../../runtime/fake-clock.ts';
import { createSeededRandom } from '../../runtime/seeded-random.ts';
import type {
  WorldAnswer,
  WorldChange,
  WorldInvitation,
  WorldMeeting,
  WorldTrouble,
} from '../mailbox-world.ts';
import { FakeEquipmentMailbox } from './fake-equipment-mailbox.ts';
import type {
  DeliveredMessage,
  FakeMailboxWorld,
  FakePorts,
  FakeWorldOptions,
  Forgery,
  RecordedAnswer,
  RecordedRewrite,
  ReleaseOptions,
  StepHook,
} from './fake-mailbox-world.ts';
import { FakeMeetingBooker } from './fake-meeting-booker.ts';
import { FakeOrganizerCalendars } from './fake-organizer-calendars.ts';
import type { InboxItem } from './inbox-item.ts';
import { forgedMessage, injectedMessage } from './made-up-message.ts';
import { MailSystem, type MailSystemOptions } from './mail-system.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';
import type { MeetingNotice, OrganizedMeeting } from './model/organized-meeting.ts';
import { request } from './model/organizer-acts.ts';
import { timeOf } from './model/recurrence.ts';
import { renderMail, renderNotice } from './render-message.ts';
import { shuffled } from './shuffled.ts';
import { systemClock } from './system-clock.ts';

const noStep: StepHook = async () => undefined;

/** A world in memory whose mail system behaves as its traits say. */
export class FakeWorld implements FakeMailboxWorld {
  readonly mailbox: EquipmentMailbox;
  readonly calendars: OrganizerCalendars;
  readonly booker: MeetingBooker;
  readonly #system: MailSystem;

  constructor(traits: MailSystemTraits, options: FakeWorldOptions & Pick<MailSystemOptions, 'organisation'>) {
    const { clock = systemClock, random = createSeededRandom(1), email = 'vmr@corp.example', step } = options;
    const { organisation, organizersAheadMs = 0 } = options;
    this.#system = new MailSystem({
      email,
      clock,
      random,
      traits,
      organizersAheadMs,
      ...(organisation && { organisation }),
    });
    const ports = this.connect(step ? { step } : {});
    this.mailbox = ports.mailbox;
    this.calendars = ports.calendars;
    this.booker = new FakeMeetingBooker(this.#system);
  }

  get email(): string {
    return this.#system.email;
  }

  get held(): number {
    return this.#system.inbox.held;
  }

  now(): Instant {
    return this.#system.clock.now();
  }

  /** A real clock goes on by itself, and tells times apart by the millisecond. */
  async pass(milliseconds: number): Promise<void> {
    const { clock } = this.#system;
    if (clock instanceof FakeClock) await clock.advance(milliseconds);
  }

  connect({ step = noStep }: { readonly step?: StepHook } = {}): FakePorts {
    return {
      mailbox: new FakeEquipmentMailbox(this.#system, step),
      calendars: new FakeOrganizerCalendars(this.#system, step),
    };
  }

  addMailbox(email: string): FakeWorld {
    const { traits, clock, random, organisation } = this.#system;
    return new FakeWorld(traits, { email, clock, random, organisation });
  }

  async invite(invitation: WorldInvitation): Promise<WorldMeeting> {
    const { id, organizer } = this.#system.organisation.invite(invitation, this.email);
    return { id, organizer };
  }

  async update({ id }: WorldMeeting, change: WorldChange, instance?: Instant): Promise<void> {
    this.#system.organisation.change(id, change, instance);
  }

  async cancel({ id }: WorldMeeting, instance?: Instant): Promise<void> {
    this.#system.organisation.cancel(id, instance);
  }

  async uninvite({ id }: WorldMeeting): Promise<void> {
    this.#system.organisation.uninvite(id, this.email);
  }

  async reinvite({ id }: WorldMeeting): Promise<void> {
    this.#system.organisation.reinvite(id, this.email);
  }

  async enter(invitation: WorldInvitation): Promise<WorldMeeting> {
    const { id, organizer } = this.#system.organisation.enter(invitation);
    return { id, organizer };
  }

  async inviteTo({ id }: WorldMeeting, instance: Instant): Promise<void> {
    this.#system.organisation.inviteTo(id, instance, this.email);
  }

  async resend({ id }: WorldMeeting): Promise<void> {
    this.#system.organisation.resend(id);
  }

  async repeat({ id }: WorldMeeting, repeat: OrganizedMeeting['repeat']): Promise<void> {
    this.#system.organisation.repeat(id, repeat);
  }

  organized({ id }: WorldMeeting): OrganizedMeeting | null {
    return this.#system.organisation.find(id);
  }

  async handOver({ id }: WorldMeeting, to: Participant): Promise<WorldMeeting> {
    this.#system.organisation.handOver(id, to);
    return { id, organizer: to };
  }

  async deleteQuietly({ id }: WorldMeeting): Promise<void> {
    this.#system.organisation.deleteQuietly(id);
  }

  lag({ id }: WorldMeeting, body: string | null): void {
    this.#system.organisation.lag(id, body);
  }

  catchUp({ id }: WorldMeeting): void {
    this.#system.organisation.catchUp(id);
  }

  async forward(meeting: WorldMeeting, by: Participant): Promise<void> {
    const { inbox, traits, random } = this.#system;
    const notice = this.#request(meeting);
    const original = renderNotice(notice, { traits, random, sender: by });
    const message = { ...original, subject: `FW: ${original.subject}`, forwarded: true } as MailboxMessage;
    inbox.send({ message, notice });
  }

  async delegateCopy(meeting: WorldMeeting): Promise<void> {
    const { inbox, traits, random } = this.#system;
    const message = renderNotice(this.#request(meeting), { traits, random });
    inbox.send({ message: { ...message, delegateCopy: true } as MailboxMessage, notice: null });
  }

  async forge(forgery: Forgery): Promise<void> {
    const message = forgedMessage(forgery, this.#newestRequest(forgery.meeting), this.#system);
    this.#system.inbox.send({ message, notice: null });
  }

  async inject(message: Partial<MailboxMessage>): Promise<void> {
    this.#system.inbox.send({ message: injectedMessage(message, this.#system), notice: null });
  }

  async sendMail(mail: Parameters<FakeMailboxWorld['sendMail']>[0]): Promise<void> {
    this.#system.inbox.send({ message: renderMail(mail, this.#system.random), notice: null });
  }

  async poison(meeting: WorldMeeting): Promise<void> {
    this.#newest(meeting).poisoned = true;
  }

  heal(meeting: WorldMeeting): void {
    for (const item of this.#itemsOf(meeting)) item.poisoned = false;
  }

  async spoilBody(meeting: WorldMeeting): Promise<void> {
    this.#newest(meeting).bodySpoiled = true;
  }

  async hideAddresses(as: 'findable' | 'unknown'): Promise<void> {
    this.#system.hiddenAddresses = as;
  }

  vanish(meeting: WorldMeeting): void {
    this.#newest(meeting).place = 'removed';
  }

  duplicate(meeting: WorldMeeting, as: 'ref' | 'copy' = 'ref'): void {
    const item = this.#newest(meeting);
    if (as === 'ref') this.#system.inbox.tellAgain(item);
    else this.#system.inbox.deliverCopy(item);
  }

  setAhead(milliseconds: number): void {
    this.#system.aheadMs = milliseconds;
  }

  hold(where: 'on its way' | 'received' = 'on its way'): void {
    this.#system.inbox.hold(where);
  }

  release({ order = 'as-sent', count }: ReleaseOptions = {}): void {
    this.#system.inbox.release((held) => this.#arranged(held, order), count);
  }

  answerSecondWith(secondAnswer: MailSystemTraits['secondAnswer']): void {
    this.#system.behave({ secondAnswer });
  }

  async loseCursors(): Promise<void> {
    this.#system.cursorGeneration += 1;
  }

  async answers({ id }: WorldMeeting): Promise<readonly WorldAnswer[]> {
    return this.allAnswers()
      .filter(({ meetingId }) => meetingId === id)
      .map(({ verdict, text }) => ({ verdict, text }));
  }

  async organizerView({
    id,
  }: WorldMeeting): Promise<{ readonly html: string; readonly time: Interval } | null> {
    const meeting = this.#system.organisation.find(id);
    return meeting && { html: meeting.html, time: timeOf(meeting, null) };
  }

  delivered(): readonly DeliveredMessage[] {
    return this.#system.inbox.items.map(({ ref, message, notice, place }) => ({
      ref,
      message,
      meetingId: notice?.meeting.id ?? null,
      present: place === 'inbox',
    }));
  }

  allAnswers(): readonly RecordedAnswer[] {
    return this.#system.answers.all;
  }

  answersTo(messageId: string): readonly RecordedAnswer[] {
    return this.#system.answers.to(messageId);
  }

  rewrites(): readonly RecordedRewrite[] {
    return this.#system.rewrites;
  }

  async trouble(trouble: WorldTrouble): Promise<void> {
    this.#system.troubles.begin(trouble);
    this.#system.inbox.wake();
  }

  async calm(): Promise<void> {
    this.#system.troubles.end();
  }

  async close(): Promise<void> {
    await this.trouble({ kind: 'away' });
  }

  #arranged<T>(held: readonly T[], order: ReleaseOptions['order']): readonly T[] {
    if (order === 'reversed') return held.toReversed();
    return order === 'shuffled' ? shuffled(held, this.#system.random) : held;
  }

  #itemsOf({ id }: WorldMeeting): readonly InboxItem[] {
    return this.#system.inbox.items.filter(({ notice }) => notice?.meeting.id === id);
  }

  #request(meeting: WorldMeeting): MeetingNotice {
    const organized = this.organized(meeting);
    if (!organized) throw new RangeError('The meeting is not in its organizer’s calendar.');
    return request(organized, null);
  }

  #newestRequest(meeting: WorldMeeting): MeetingRequest {
    const requests = this.#itemsOf(meeting).map(({ message }) => message);
    const newest = requests.findLast((message) => message.kind === 'request');
    if (newest?.kind !== 'request') throw new RangeError('No request for the meeting reached the mailbox.');
    return newest;
  }

  #newest(meeting: WorldMeeting): InboxItem {
    const item = this.#itemsOf(meeting).at(-1);
    if (!item) throw new RangeError('No message of the meeting reached the mailbox.');
    return item;
  }
}
