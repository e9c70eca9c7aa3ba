import type { MeetingName, SandboxClient, SandboxItem } from '@vmrkit/sandbox';
import { people } from './people.ts';
import type { DemoIntegration } from './server-files.ts';
import { until } from './until.ts';

/** A meeting to be sent. Times in Unix milliseconds. */
export interface Draft {
  readonly subject: string;
  /** Body in HTML, instructions included. */
  readonly html: string;
  readonly start: number;
  readonly end: number;
  /** How often it takes place, once a day; once if left out. */
  readonly daily?: number;
}

/** An answer that the organizer got. */
export interface Answer {
  readonly verdict: string;
  /** Text without markup. */
  readonly text: string;
  readonly receivedAt: string;
  readonly messageId: string | null;
}

/** A person with Outlook: sends, moves and cancels meetings, and gets mail. */
export class Organizer {
  readonly #sandbox: SandboxClient;
  readonly #email: string;

  constructor(sandbox: SandboxClient, email: string = people.organizer.email) {
    this.#sandbox = sandbox;
    this.#email = email;
  }

  /** Sends an invitation to the equipment mailbox and one attendee. */
  async invite(draft: Draft, { mailbox }: DemoIntegration): Promise<MeetingName> {
    const made = await this.#sandbox.invite({
      organizer: this.#email,
      subject: draft.subject,
      body: `${draft.html}<p>Agenda: what we did, what comes next.</p>`,
      schedule: scheduleOf(draft),
      attendees: [{ ...mailbox, role: 'required' }, people.attendee.email],
    });
    return { organizer: this.#email, cleanId: made.meeting.cleanId };
  }

  /** Moves a meeting or series and sends the update to all. */
  async move(name: MeetingName, time: Pick<Draft, 'start' | 'end' | 'daily'>): Promise<void> {
    await this.#sandbox.update(name, { schedule: scheduleOf(time) });
  }

  /** All answers of a mailbox to a meeting, oldest first. */
  async answers({ cleanId }: MeetingName, from: string): Promise<readonly Answer[]> {
    const inbox = await this.#sandbox.folder(this.#email, 'inbox');
    return inbox.filter((item) => isAnswer(item, cleanId, from)).map(answerOf);
  }

  /** Waits for answer number `count` (from 1) of a mailbox to a meeting. */
  nextAnswer(name: MeetingName, from: string, count = 1): Promise<Answer> {
    const look = async () => (await this.answers(name, from))[count - 1] ?? null;
    return until(look, { what: `answer ${count} from ${from}` });
  }
}

function scheduleOf({ start, end, daily }: Pick<Draft, 'start' | 'end' | 'daily'>) {
  const time = {
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    timeZone: 'Europe/Paris',
  };
  if (daily === undefined) return time;
  const pattern = { type: 'daily' as const, interval: 1 };
  return { ...time, recurrence: { pattern, range: { type: 'numbered' as const, count: daily } } };
}

function isAnswer(item: SandboxItem, cleanId: string, from: string): boolean {
  return item.kind === 'meeting-response' && item.meeting?.cleanId === cleanId && item.from?.email === from;
}

function answerOf({ responseType, body, receivedAt, messageId }: SandboxItem): Answer {
  return { verdict: responseType ?? 'unknown', text: plainText(body), receivedAt, messageId };
}

/** The words of a piece of HTML, for a line of output. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
