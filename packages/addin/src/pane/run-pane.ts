import type { MendContext } from '../events/check-before-sending.ts';
import {
  addPersonalRoom,
  addRoom,
  type ChangeDeps,
  dropLocation,
  inviteMailbox,
  isInvited,
  RecentText,
  removeRoom,
} from './draft/change-draft.ts';
import { DraftError, type OutlookDraft, type Person } from './draft/outlook-draft.ts';
import type { Pauses } from './draft/pauses.ts';
import { bodyTags, findBlocks, foreignMeeting } from './draft/room-block.ts';
import { RefusedError } from './server/call-server.ts';
import type { listRooms, renderRoom } from './server/personal-rooms.ts';
import type { RoomWish, reserveRoom } from './server/reserve-room.ts';
import type { PaneSignIn } from './sign-in/pane-sign-in.ts';
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

/** With these the server refuses a bearer that counted until now. */
const OVER: ReadonlySet<string> = new Set(['ERR_TOKEN_EXPIRED', 'ERR_TOKEN_REVOKED']);

/** What a pane works with. */
export interface PaneParts {
  readonly draft: OutlookDraft;
  readonly pauses: Pauses;
  /** Null: this client proves nothing by itself, and people sign in. */
  readonly tokens: TokenSource | null;
  readonly signIn: PaneSignIn;
  readonly language: string;
  /** What the pane was opened for besides; null: nothing. */
  readonly mend: () => Promise<MendContext | null>;
  readonly reserve: typeof reserveRoom;
  readonly listRooms: typeof listRooms;
  readonly renderRoom: typeof renderRoom;
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
    // From now on another item in the form is told from this one.
    void this.#parts.draft.mark().catch(() => undefined);
    void this.#lookAtBody();
    void this.#mend();
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
          return await this.#insert(effect.answer, effect.oldLocation);
        case 'remove':
          this.dispatch({ kind: 'room-removed', left: await removeRoom(effect, this.#change) });
          return await this.#lookAtBody();
        case 'list-rooms':
          return await this.#listRooms();
        case 'add-personal':
          return await this.#addPersonal(effect);
        case 'begin-sign-in':
          return await this.#beginSignIn(effect.asAnother);
        case 'open-window':
          return this.#parts.signIn.open((event) => this.dispatch(event));
        case 'stop-sign-in':
          return this.#parts.signIn.stop();
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

  async #mend(): Promise<void> {
    const mend = await this.#parts.mend();
    if (mend !== null) this.dispatch({ kind: 'mend-asked', mend });
  }

  async #reserve(replace: boolean): Promise<void> {
    const { draft, tokens, signIn, reserve, language, pauses } = this.#parts;
    void pauses.sleep(SLOW_MS).then(() => this.dispatch({ kind: 'slow' }));
    const [body, draftKey, start] = await Promise.all([
      draft.readBody(),
      draft.key(replace),
      draft.sentStart(),
    ]);
    const tags = bodyTags(body);
    const token = (tokens === null ? signIn.bearer : null) ?? (await this.#token());
    if (token === null) {
      if (tokens !== null) throw new RefusedError({ kind: 'token' });
      return this.dispatch({ kind: 'sign-in-needed', next: { kind: 'reserve', replace } });
    }
    const wish: RoomWish = { token, draftKey, bodyTags: tags, start, replace, language };
    const answer = await this.#unlessOver(() => reserve(wish), token);
    if (answer === null) return this.dispatch({ kind: 'sign-in-needed', next: { kind: 'reserve', replace } });
    const onlyOwnTags = tags.length > 0 && tags.every(({ text }) => this.#inserted.has(text));
    this.dispatch({ kind: 'answered', answer: { ...answer, onlyOwnTags } });
  }

  /** The add-in's own token; null where the client gives none. */
  async #token(): Promise<string | null> {
    const asked = this.#parts.tokens?.token().catch((error: unknown) => {
      this.#parts.log(`token: ${error instanceof Error ? error.message : 'refused'}`);
      return null;
    });
    return (await asked) ?? null;
  }

  /** What the server gives; null: the bearer of the sign-in counts no more. */
  async #unlessOver<Value>(ask: () => Promise<Value>, token: string): Promise<Value | null> {
    const { signIn } = this.#parts;
    try {
      return await ask();
    } catch (error) {
      const isOver = error instanceof RefusedError && error.failure.kind === 'refused';
      const code = isOver && error.failure.kind === 'refused' ? error.failure.code : '';
      if (token !== signIn.bearer || !OVER.has(code)) throw error;
      signIn.forget();
      return null;
    }
  }

  /** Whom the token names must be who signs in, so it goes along only where that account is meant. */
  async #beginSignIn(asAnother: boolean): Promise<void> {
    const token = asAnother ? null : await this.#token();
    await this.#parts.signIn.begin(token, (event) => this.dispatch(event));
  }

  async #listRooms(): Promise<void> {
    const { draft, signIn, language, listRooms: list } = this.#parts;
    const token = signIn.bearer ?? (await this.#token());
    const listed =
      token === null
        ? null
        : await this.#unlessOver(() => list({ token, language }), token).catch(unlessUnknown(signIn));
    if (listed === null) return this.dispatch({ kind: 'sign-in-needed', next: { kind: 'list-rooms' } });
    const owner = (await draft.owner()).toLowerCase();
    this.dispatch({
      kind: 'rooms-listed',
      listed,
      isOwn: owner !== '' && owner === listed.email.toLowerCase(),
    });
  }

  async #addPersonal({ room, oldLocation }: Extract<PaneEffect, { kind: 'add-personal' }>): Promise<void> {
    const { draft, signIn, language, renderRoom: render } = this.#parts;
    if (bodyTags(await draft.readBody()).some(({ quoted }) => !quoted))
      return this.dispatch({ kind: 'room-stands' });
    const token = signIn.bearer ?? (await this.#token());
    const text =
      token === null ? null : await this.#unlessOver(() => render(room.id, { token, language }), token);
    if (text === null) return this.dispatch({ kind: 'sign-in-needed', next: { kind: 'list-rooms' } });
    if (oldLocation !== text.location) await dropLocation(oldLocation, this.#change);
    const added = await addPersonalRoom(text, this.#change);
    this.dispatch({ kind: 'personal-added', room: added, name: room.name, location: text.location });
    await this.#lookAtBody();
  }

  async #insert(answer: RoomAnswer, oldLocation: string): Promise<void> {
    const room = await addRoom(answer, this.#change);
    if (oldLocation !== answer.location) await dropLocation(oldLocation, this.#change);
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

  async #lookForMailbox(mailbox: Person): Promise<void> {
    const isThere = await isInvited(this.#parts.draft, mailbox).catch(() => null);
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

/** Who is not known by a token signs in; whoever has done so already is refused. */
function unlessUnknown(signIn: PaneSignIn): (error: unknown) => null {
  return (error) => {
    const failure = error instanceof RefusedError ? error.failure : null;
    const isUnknown = failure?.kind === 'refused' && failure.code === 'ERR_PERSONAL_VMRS_SIGN_IN';
    if (signIn.bearer !== null || !isUnknown) throw error;
    return null;
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof RefusedError) return error.failure;
  if (error instanceof DraftError && error.reason !== 'gone') return { kind: 'draft', reason: error.reason };
  return { kind: 'draft', reason: 'refused' };
}
