import { html, nothing, type PropertyValues } from 'lit';
import type { Trace } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, problemBar, waiting } from '../parts/controls.ts';
import { timeView } from '../parts/time-text.ts';
import { Asked, ViewElement } from '../parts/view-element.ts';
import { auditTable } from './audit-view.ts';

/** Everything that one request left behind, by the id that an error or a log line names. */
export class TraceView extends ViewElement {
  readonly #found = new Asked<Trace>(this);
  #asked = '';

  get #id(): string {
    return this.route.path[1] ?? '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#asked === this.#id) return;
    this.#asked = this.#id;
    this.#found.clear();
    const query = { correlation_id: this.#id };
    void this.#found.ask((signal) => this.app.api.get<Trace>('search', query, signal));
  }

  protected override render(): unknown {
    const { value, problem } = this.#found;
    return html`<div class="view-head">
        <div>
          <h1 tabindex="-1">What became of a request</h1>
          <p class="quiet">Correlation id <code>${this.#id}</code></p>
        </div>
      </div>
      ${problemBar(problem)}
      ${value === null ? (problem === null ? waiting('Searching …') : nothing) : this.#view(value)}`;
  }

  #view({ conference, audit, outbox, reservation }: Trace): unknown {
    if (conference === null && reservation === null && audit.length === 0 && outbox.length === 0) {
      return html`<div class="empty">
        <p>Nothing with this id is kept. Check that it is complete; conferences are deleted some time after they end.</p>
      </div>`;
    }
    return html`
      <section class="card">
        <h2>Conference</h2>
        ${
          conference === null
            ? html`<p class="quiet">No conference came of it.</p>`
            : html`${facts([
                ['Name', html`<a href=${formatRoute(['conferences', conference.id])}>${conference.name}</a>`],
                ['Subject', conference.subject],
                ['Organizer', conference.organizer?.email ?? null],
                ['Alias', conference.alias],
                ['State', conference.status],
                ['Start', timeView(conference.start)],
              ])}`
        }
      </section>
      ${
        reservation === null
          ? nothing
          : html`<section class="card">
              <h2>Reservation</h2>
              ${facts([
                ['Alias', reservation.alias],
                ['State', reservation.state],
                ['Since', timeView(reservation.created_at)],
                ['Lapses', reservation.lapses_at === null ? null : timeView(reservation.lapses_at)],
              ])}
            </section>`
      }
      <section class="card">
        <h2>Waiting answers</h2>
        ${
          outbox.length === 0
            ? html`<p class="quiet">Nothing waits to be sent.</p>`
            : html`<ul>
                ${outbox.map(
                  ({ kind, state, tries, last_error: fault }) =>
                    html`<li>${kind}: ${state}, ${tries} tries${fault === null ? '' : `, ${fault}`}</li>`,
                )}
              </ul>`
        }
      </section>
      <section class="card">
        <h2>Audit</h2>
        ${audit.length === 0 ? html`<p class="quiet">No entry.</p>` : auditTable(audit)}
      </section>`;
  }
}
