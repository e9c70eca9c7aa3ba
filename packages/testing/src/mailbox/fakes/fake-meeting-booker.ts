import type { CallOptions, MeetingBooker, TestMeeting, TestMeetingAnswer } from '@vmrkit/core';
import type { MailSystem } from './mail-system.ts';
import type { OrganizedMeeting } from './model/organized-meeting.ts';

/** Books meetings at a fake mail system. */
export class FakeMeetingBooker implements MeetingBooker {
  readonly #system: MailSystem;

  constructor(system: MailSystem) {
    this.#system = system;
  }

  async book(meeting: TestMeeting, options: CallOptions = {}): Promise<void> {
    this.#check(meeting.organizer, options);
    const { organizer: email, subject, html, start, end, invited } = meeting;
    this.#system.organisation.invite({ organizer: { name: '', email }, subject, html, start, end }, invited);
    this.#system.troubles.checkAnswer();
  }

  async answerTo(meeting: TestMeeting, options: CallOptions = {}): Promise<TestMeetingAnswer | null> {
    this.#check(meeting.organizer, options);
    const [found] = this.#find(meeting);
    if (found === undefined) return null;
    const answer = this.#system.answers.all.findLast(({ meetingId }) => meetingId === found.id);
    if (answer === undefined) return 'none';
    return answer.verdict === 'accept' ? 'accepted' : 'declined';
  }

  async cancel(meeting: Omit<TestMeeting, 'html'>, options: CallOptions = {}): Promise<number> {
    this.#check(meeting.organizer, options);
    const found = this.#find(meeting);
    for (const { id } of found) this.#system.organisation.cancel(id);
    this.#system.troubles.checkAnswer();
    return found.length;
  }

  #check(organizer: string, { signal }: CallOptions): void {
    signal?.throwIfAborted();
    this.#system.troubles.check(organizer);
  }

  #find({ organizer, subject, start, end }: Omit<TestMeeting, 'html'>): readonly OrganizedMeeting[] {
    return this.#system.organisation
      .meetingsOf(organizer)
      .filter((each) => each.subject === subject && each.start < end && each.end > start);
  }
}
