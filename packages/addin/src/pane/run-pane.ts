import {
  addRoom,
  type ChangeDeps,
  inviteMailbox,
  isInvited,
  RecentText,
  removeRoom,
} from './draft/change-draft.ts';
import { DraftError, type OutlookDraft, type Person } from './draft/outlook-draft.ts';
import type { Pauses } from './draft/pauses.ts';
import { bodyTags, findBlocks, foreignMeeting } from './draft/room-block.ts';
import { RefusedError, type RoomWish, type reserveRoom } from './server/reserve-room.ts';
import {
  type Failure,
  openedPane,
  type PaneEffect,
  type PaneEvent,
  type PaneState,
  type RoomAnswer,
} from './state/pane-state.ts';
import { stepPane } from './state/step-pane.ts';
import type { TokenSource } from './tokens/token-source.ts';

/** After this time the pane says that it takes longer than usual. */
const SLOW_MS = 1_000;
/** Between two looks at the attendees, and at whether the form is still there. */
const WATCH_MS = 2_000;

/** What a pane works with. */
export interface PaneParts {
  readonly draft: OutlookDraft;
  readonly pauses: Pauses;
  /** Null: this client has no way to prove who asks. */
  readonly tokens: TokenSource | null;
  readonly language: string;
  readonly reserve: typeof reserveRoom;
  /** Hears of each new state. */
  show(state: PaneState): void;
  /** For the debug log. */
  log(line: string): void;
}

/** Carries the events of one pane through its states, and does what they ask for. */
export class PaneRunner {
  readonly #parts: PaneParts;
  readonly #change: ChangeDeps;
  /** Tags that this pane inserted. */
  readonly #inserted = new Set<string>();
  #state: PaneState = openedPane;
  #watched: Person | null = null;

  constructor(parts: PaneParts) {
    this.#parts = parts;
    const { draft, pauses } = parts;
    this.#change = { draft, pauses, recent: new RecentText() };
  }

  /** Shows the pane, looks at the body, and from then on whether the form is still there. */
  open(): void {
    this.#parts.show(this.#state);
    void this.#lookAtBody();
    void this.#watch();
  }

  /** Takes an event; what it leads to happens later. */
  dispatch(event: PaneEvent): void {
    const { state, effects } = stepPane(this.#state, event);
    this.#parts.log(`${event.kind} -> ${state.phase.kind}${state.notice ? `/${state.notice.kind}` : ''}`);
    this.#state = state;
    this.#parts.show(state);
    for (const effect of effects) void this.#perform(effect);
  }

  async #perform(effect: PaneEffect): Promise<void> {
    try {
      switch (effect.kind) {
        case 'reserve':
          return await this.#reserve(effect.replace);
        case 'insert':
          return await this.#insert(effect.answer);
        case 'remove':
          this.dispatch({ kind: 'room-removed', left: await removeRoom(effect, this.#change) });
          return await this.#lookAtBody();
        case 'invite':
          await inviteMailbox(effect.mailbox, this.#change);
          return await this.#lookForMailbox(effect.mailbox);
        case 'watch-mailbox':
          this.#watched = effect.mailbox;
          return await this.#lookForMailbox(effect.mailbox);
      }
    } catch (error) {
      if (error instanceof DraftError && error.reason === 'gone') this.dispatch({ kind: 'gone' });
      else this.dispatch({ kind: 'failed', failure: failureOf(error) });
    }
  }

  async #reserve(replace: boolean): Promise<void> {
    const { draft, tokens, reserve, language, pauses } = this.#parts;
    void pauses.sleep(SLOW_MS).then(() => this.dispatch({ kind: 'slow' }));
    const [body, draftKey, start] = await Promise.all([draft.readBody(), draft.key(), draft.start()]);
    const tags = bodyTags(body);
    const token = await tokens?.token().catch((error: unknown) => {
      this.#parts.log(`token: ${error instanceof Error ? error.message : 'refused'}`);
      return null;
    });
    if (!token) throw new RefusedError({ kind: 'token' });
    const wish: RoomWish = { token, draftKey, bodyTags: tags, start, replace, language };
    const answer = await reserve(wish);
    const onlyOwnTags = tags.length > 0 && tags.every(({ text }) => this.#inserted.has(text));
    this.dispatch({ kind: 'answered', answer: { ...answer, onlyOwnTags } });
  }

  async #insert(answer: RoomAnswer): Promise<void> {
    const room = await addRoom(answer, this.#change);
    for (const { text } of bodyTags(answer.html)) this.#inserted.add(text);
    this.dispatch({ kind: 'room-added', answer, room });
    await this.#lookAtBody();
  }

  /** What the body says besides; where it cannot be read, nothing is known. */
  async #lookAtBody(): Promise<void> {
    const body = await this.#parts.draft.readBody().catch(() => null);
    if (body === null) return;
    const hasRoom = findBlocks(body).length > 0 || this.#state.inserted !== null;
    this.dispatch({ kind: 'body-seen', hasRoom, foreign: foreignMeeting(body) });
  }

  async #lookForMailbox({ email }: Person): Promise<void> {
    const isThere = await isInvited(this.#parts.draft, email).catch(() => null);
    if (isThere !== null) this.dispatch({ kind: 'mailbox-seen', isInvited: isThere });
    else if (this.#state.phase.kind === 'working') this.dispatch({ kind: 'mailbox-seen', isInvited: false });
  }

  async #watch(): Promise<void> {
    const { draft, pauses } = this.#parts;
    while (this.#state.phase.kind !== 'gone') {
      await pauses.sleep(WATCH_MS);
      if (!draft.isOpen()) this.dispatch({ kind: 'gone' });
      else if (this.#watched !== null && this.#state.mailbox !== null && this.#state.phase.kind === 'ready') {
        await this.#lookForMailbox(this.#watched);
      }
    }
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof RefusedError) return error.failure;
  if (error instanceof DraftError && error.reason !== 'gone') return { kind: 'draft', reason: error.reason };
  return { kind: 'draft', reason: 'refused' };
}
