import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Versioned } from '../api/admin-api.ts';
import type { ConferenceDetail } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { formatRoute } from '../app/route.ts';
import {
  bar,
  button,
  checkField,
  facts,
  inputField,
  longText,
  problemBar,
  tag,
  waiting,
} from '../parts/controls.ts';
import { timeView } from '../parts/time-text.ts';
import { type AppContext, Asked, problemOf, ViewElement } from '../parts/view-element.ts';

/** What may be changed by hand. */
interface Edits {
  name: string;
  description: string;
  owner: string;
  theme: string;
  aliases: string;
  allowGuests: boolean;
  /** Empty: as it was. */
  hostPin: string;
  guestPin: string;
}

/** One conference: its window, its dates, its names, and what may be changed. */
export class ConferencePanel extends ViewElement {
  static override properties: PropertyDeclarations = {
    ...ViewElement.properties,
    conferenceId: { attribute: false },
    edits: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };
  declare app: AppContext;
  declare conferenceId: string;
  declare edits: Edits | null;
  declare problem: ApiProblem | null;
  declare isBusy: boolean;
  readonly #conference = new Asked<Versioned<ConferenceDetail>>(this);

  constructor() {
    super();
    this.edits = null;
    this.problem = null;
    this.isBusy = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('conferenceId')) return;
    this.edits = null;
    this.problem = null;
    this.#conference.clear();
    this.#ask();
  }

  protected override render(): unknown {
    const { value, problem } = this.#conference;
    if (value === null) {
      return html`<h2 tabindex="-1">Conference</h2>
        ${problemBar(problem)} ${problem === null ? waiting('Loading the conference …') : nothing}`;
    }
    return html`<h2 tabindex="-1">${longText(value.value.name)}</h2>
      ${this.edits === null ? this.#view(value.value) : this.#form(value, this.edits)}`;
  }

  #ask(): void {
    const path = `conferences/${encodeURIComponent(this.conferenceId)}`;
    void this.#conference.ask((signal) => this.app.api.read<ConferenceDetail>(path, {}, signal));
  }

  #view(conference: ConferenceDetail): TemplateResult {
    const {
      window,
      next_opens_at: next,
      journal,
      waiting: owed,
      additional_aliases: more,
      edited,
    } = conference;
    const edit = () => {
      this.edits = {
        name: conference.name,
        description: conference.description,
        owner: conference.owner ?? '',
        theme: conference.theme ?? '',
        aliases: more.join('\n'),
        allowGuests: conference.allow_guests ?? false,
        hostPin: '',
        guestPin: '',
      };
    };
    return html`
      ${joinBar(window, next)}
      ${facts([
        ['Subject', longText(conference.subject)],
        [
          'Organizer',
          conference.organizer === null
            ? null
            : `${conference.organizer.name} <${conference.organizer.email}>`,
        ],
        ['Start', timeView(conference.start)],
        ['End', timeView(conference.end)],
        [
          'Aliases',
          [conference.alias, conference.numeric_alias, ...more].map(
            (each) => html`<code class="line">${each}</code>`,
          ),
        ],
        ['State', tag(conference.status)],
        ['Owner', conference.owner],
        ['Theme', conference.theme],
        ['PINs', pinsOf(conference)],
        ['Edited by hand', edited.length === 0 ? null : edited.join(', ').replaceAll('_', ' ')],
        ['Integration', html`<a href=${formatRoute(['integrations', conference.integration_id])}>Open</a>`],
      ])}
      <div class="actions">${button('Edit', { look: 'primary', press: edit })}</div>
      <h3>Messages</h3>
      <ul class="plain-list">
        ${journal.map(
          ({ at, outcome, correlation_id: id }) =>
            html`<li>${timeView(at)} ${outcome} <a class="small" href=${formatRoute(['trace', id])}>${id.slice(0, 8)}…</a></li>`,
        )}
      </ul>
      ${owed.length === 0 ? nothing : html`<p class="quiet">Still to be sent: ${owed.join(', ')}.</p>`}
    `;
  }

  #form(read: Versioned<ConferenceDetail>, edits: Edits): TemplateResult {
    const set = (changes: Partial<Edits>) => {
      this.edits = { ...edits, ...changes };
    };
    const fault = (path: string) =>
      this.problem?.faults.find((each) => each.path.startsWith(path))?.message ?? null;
    const moved = this.problem?.status === 412;
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save(read, edits);
      }}
    >
      ${
        moved
          ? bar(
              'warning',
              'Somebody else changed this conference meanwhile.',
              'Save again to put your values over theirs, or cancel to see theirs.',
            )
          : problemBar(this.problem)
      }
      <p class="quiet small">What is changed here stays, also when the organizer changes the meeting.</p>
      ${inputField({ id: 'conference-name', label: 'Name', value: edits.name, fault: fault('name'), change: (name) => set({ name }) })}
      ${inputField({ id: 'conference-description', label: 'Description', value: edits.description, fault: fault('description'), change: (description) => set({ description }) })}
      ${inputField({ id: 'conference-theme', label: 'Theme', value: edits.theme, fault: fault('theme'), change: (theme) => set({ theme }) })}
      <div class="field">
        <label for="conference-aliases">Additional aliases, one a line</label>
        <textarea
          id="conference-aliases"
          rows="3"
          .value=${edits.aliases}
          aria-invalid=${fault('additional_aliases') === null ? 'false' : 'true'}
          @input=${(event: Event) => set({ aliases: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        ${fault('additional_aliases') === null ? nothing : html`<p class="fault">${fault('additional_aliases')}</p>`}
      </div>
      ${inputField({ id: 'conference-owner', label: 'Owner', type: 'email', value: edits.owner, fault: fault('owner'), change: (owner) => set({ owner }) })}
      ${inputField({ id: 'conference-host-pin', label: 'New host PIN', value: edits.hostPin, help: 'Empty: it stays as it is.', fault: fault('host_pin'), change: (hostPin) => set({ hostPin }) })}
      ${inputField({ id: 'conference-guest-pin', label: 'New guest PIN', value: edits.guestPin, help: 'Empty: it stays as it is.', fault: fault('guest_pin'), change: (guestPin) => set({ guestPin }) })}
      ${checkField({ id: 'conference-guests', label: 'Guests may join', value: edits.allowGuests, change: (allowGuests) => set({ allowGuests }) })}
      <div class="actions">
        ${button('Save', { look: 'primary', isBusy: this.isBusy, press: () => void this.#save(read, edits) })}
        ${button('Cancel', {
          press: () => {
            this.edits = null;
            this.problem = null;
            this.#ask();
          },
        })}
      </div>
      <button type="submit" hidden></button>
    </form>`;
  }

  async #save({ value, etag }: Versioned<ConferenceDetail>, edits: Edits): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const aliases = edits.aliases
      .split('\n')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    const wanted: Readonly<Record<string, unknown>> = {
      name: edits.name,
      description: edits.description,
      owner: edits.owner === '' ? null : edits.owner,
      theme: edits.theme === '' ? null : edits.theme,
      allow_guests: edits.allowGuests,
      ...(edits.hostPin !== '' && { host_pin: edits.hostPin }),
      ...(edits.guestPin !== '' && { guest_pin: edits.guestPin }),
      additional_aliases: aliases,
    };
    const before: Readonly<Record<string, unknown>> = { ...value, allow_guests: value.allow_guests ?? false };
    const body = Object.fromEntries(
      Object.entries(wanted).filter(([name, each]) => JSON.stringify(each) !== JSON.stringify(before[name])),
    );
    const path = `conferences/${encodeURIComponent(this.conferenceId)}`;
    try {
      if (Object.keys(body).length > 0) await this.app.api.send('PATCH', path, { body, etag });
      this.edits = null;
      this.problem = null;
      this.app.say('The conference is saved.');
      this.dispatchEvent(new CustomEvent('saved'));
      this.#ask();
    } catch (error) {
      this.problem = problemOf(error);
      // The next save is against what stands there now.
      if (this.problem.status === 412) this.#ask();
    } finally {
      this.isBusy = false;
    }
  }
}

/** Whether it may be joined: the window is the one of now or the next. */
function joinBar(window: ConferenceDetail['window'], next: string | null): TemplateResult {
  const now = Date.now();
  if (window !== null && Date.parse(window.start) <= now && now < Date.parse(window.end)) {
    return bar('success', 'It may be joined now.', html`Until ${timeView(window.end)}.`);
  }
  const opens = window === null ? next : window.start;
  if (opens === null) return bar('info', 'It cannot be joined now or in the next two days.');
  if (Date.parse(opens) <= now) return bar('info', 'It cannot be joined any more.');
  return bar('info', 'It cannot be joined yet.', html`It opens at ${timeView(opens)}.`);
}

function pinsOf({
  has_host_pin: host,
  has_guest_pin: guest,
  allow_guests: guests,
}: ConferenceDetail): string {
  if (!host && !guest) return '';
  return [host ? 'host' : '', guest ? 'guest' : '', guests ? 'guests may join' : '']
    .filter((each) => each !== '')
    .join(', ');
}
