import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Versioned } from '../api/admin-api.ts';
import type { ConferenceDetail } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { formatRoute } from '../app/route.ts';
import { bar, button, checkField, facts, inputField, longText, problemBar, tag, waiting } from '../parts/controls.ts';
import { timeView } from '../parts/time-text.ts';
import { type AppContext, Asked, problemOf, ViewElement } from '../parts/view-element.ts';

/** What may be changed by hand. */
interface Edits {
  name: string;
  description: string;
  theme: string;
  aliases: string;
  allowGuests: boolean;
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
    const { window, next_opens_at: next, occurrences = [], journal, waiting: owed } = conference;
    const { additional_aliases: more = [], edited_fields: edited = [] } = conference;
    const edit = () => {
      this.edits = {
        name: conference.name,
        description: conference.description ?? '',
        theme: conference.theme ?? '',
        aliases: more.join('\n'),
        allowGuests: conference.allow_guests ?? false,
      };
    };
    return html`
      ${
        window === null
          ? bar('info', next === null ? 'It cannot be joined now.' : 'It cannot be joined yet.', next === null ? nothing : html`It opens at ${timeView(next)}.`)
          : bar('success', 'It may be joined now.', html`Until ${timeView(window.end)}.`)
      }
      ${facts([
        ['Subject', longText(conference.subject)],
        ['Organizer', conference.organizer === null ? null : `${conference.organizer.name} <${conference.organizer.email}>`],
        ['Start', timeView(conference.start)],
        ['End', timeView(conference.end)],
        ['Aliases', [conference.alias, conference.numeric_alias, ...more].map((each) => html`<code class="line">${each}</code>`)],
        ['State', tag(conference.status)],
        ['Edited by hand', edited.length === 0 ? null : edited.join(', ')],
        ['Integration', html`<a href=${formatRoute(['integrations', conference.integration_id])}>Open</a>`],
      ])}
      <div class="actions">${button('Edit', { look: 'primary', press: edit })}</div>
      ${
        occurrences.length === 0
          ? nothing
          : html`<h3>Dates</h3>
              <ul class="plain-list">
                ${occurrences.slice(0, 12).map(({ start, end }) => html`<li>${timeView(start)} to ${timeView(end)}</li>`)}
              </ul>`
      }
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
    const fault = (path: string) => this.problem?.faults.find((each) => each.path.startsWith(path))?.message ?? null;
    const moved = this.problem?.status === 412;
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save(read, edits);
      }}
    >
      ${
        moved
          ? bar('warning', 'Somebody else changed this conference meanwhile.', 'Save again to put your values over theirs, or cancel to see theirs.')
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
    const aliases = edits.aliases.split('\n').map((each) => each.trim()).filter((each) => each !== '');
    const wanted: Readonly<Record<string, unknown>> = {
      name: edits.name,
      description: edits.description,
      theme: edits.theme === '' ? null : edits.theme,
      allow_guests: edits.allowGuests,
      additional_aliases: aliases,
    };
    const before: Readonly<Record<string, unknown>> = { description: '', theme: null, allow_guests: false, additional_aliases: [], ...value };
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
