import { html, nothing, type PropertyDeclarations, type PropertyValues, svg, type TemplateResult } from 'lit';
import type { Alarm, Overview, Page } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import type { Series } from '../charts/series-chart.ts';
import { bar, problemBar, tag, waiting } from '../parts/controls.ts';
import { clockText, dayText, spanText, timeText, timeView } from '../parts/time-text.ts';
import { Asked, ViewElement } from '../parts/view-element.ts';
import { shownAlarm } from './alarm-text.ts';

const REFRESH_MS = 30_000;
const HOURS = 48;
/** Alarms that stand on the overview; all of them are a page of their own. */
const MOST_ALARMS = 4;

/** Three questions in one look: is mail answered, what is wrong, what comes next. */
export class OverviewView extends ViewElement {
  static override properties: PropertyDeclarations = {
    ...ViewElement.properties,
    hasCharts: { state: true },
  };
  declare hasCharts: boolean;
  readonly #overview = new Asked<Overview>(this);
  readonly #alarms = new Asked<Page<Alarm>>(this);
  #timer: ReturnType<typeof setInterval> | undefined;
  #asked: string | null = null;

  constructor() {
    super();
    this.hasCharts = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.#ask();
    }, REFRESH_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#asked === this.app.tenant) return;
    this.#asked = this.app.tenant;
    this.#ask();
  }

  protected override async firstUpdated(): Promise<void> {
    const { SeriesChart } = await import('../charts/series-chart.ts');
    if (customElements.get('vmr-chart') === undefined) customElements.define('vmr-chart', SeriesChart);
    this.hasCharts = true;
  }

  protected override render(): unknown {
    const { value, problem } = this.#overview;
    return html`<div class="view-head">
        <div>
          <h1 tabindex="-1">Overview</h1>
          <p class="quiet">${value === null ? ' ' : `As of ${clockText(value.now)}, renewed every 30 seconds.`}</p>
        </div>
      </div>
      ${problemBar(problem)}
      ${value === null ? (problem === null ? waiting('Loading the overview …') : nothing) : this.#view(value)}`;
  }

  #ask(): void {
    const query = { tenant_id: this.app.tenant };
    void this.#overview.ask((signal) => this.app.api.get<Overview>('overview', query, signal));
    const standing = { ...query, state: 'raised', limit: MOST_ALARMS };
    void this.#alarms.ask((signal) => this.app.api.list<Alarm>('alarms', standing, signal));
  }

  #view(overview: Overview): TemplateResult {
    return html`<div class="overview">
      <section class="card" aria-labelledby="answering">${this.#answering(overview)}</section>
      <section class="card" aria-labelledby="wrong">${this.#wrong(overview)}</section>
      <section class="card wide" aria-labelledby="next">${nextConferences(overview)}</section>
      <section class="card wide" aria-labelledby="mailboxes">
        <h2 id="mailboxes">Equipment mailboxes</h2>
        ${overview.mailboxes.length === 0 ? html`<p class="quiet">None is followed yet.</p>` : mailboxTable(overview.mailboxes)}
      </section>
    </div>`;
  }

  #answering({ requests, answers, queue, queue_age: ages, mailboxes }: Overview): TemplateResult {
    const total = (series: readonly { readonly count: number }[]) =>
      series.reduce((sum, { count }) => sum + count, 0);
    return html`<h2 id="answering">Is mail being answered?</h2>
      <p class="figures">
        ${
          requests.length === 0
            ? nothing
            : html`<span><strong>${total(requests)}</strong> meeting requests</span>
                <span><strong>${total(answers)}</strong> answers in 24 h</span>`
        }
        <span>
          <strong>${queue.waiting}</strong> waiting${queue.waiting === 0 ? '' : `, the oldest for ${spanText(queue.oldest_seconds)}`}
        </span>
      </p>
      ${mailboxes.length === 0 ? this.#firstStep() : nothing}
      ${
        requests.length === 0
          ? nothing
          : html`<div class="charts">
      ${this.#chart('Per 5 minutes: requests, answers (dashed)', [
        { label: 'Requests', points: requests.map(({ at, count }) => [at, count] as const) },
        { label: 'Answers', points: answers.map(({ at, count }) => [at, count] as const) },
      ])}
      ${this.#chart('Oldest waiting answer, in seconds', [
        { label: 'Seconds', points: ages.map(({ at, seconds }) => [at, seconds] as const) },
      ])}
      </div>`
      }`;
  }

  #firstStep(): TemplateResult {
    return html`<div class="empty">
      <p>
        No equipment mailbox is followed yet. An integration connects one Exchange deployment: its equipment mailbox is
        what the add-in invites, and the mail that it gets is answered.
      </p>
      <p><a class="link-button primary" href=${formatRoute(['integrations', 'new'])}>Add an integration</a></p>
    </div>`;
  }

  #chart(
    caption: string,
    series: readonly { readonly label: string; readonly points: Series['points'] }[],
  ): TemplateResult {
    const [first] = series;
    const hours = (first?.points ?? []).filter((_, at) => at % 12 === 0);
    return html`<figure class="chart">
      <figcaption>${caption}</figcaption>
      <div class="chart-room" aria-hidden="true">
        ${this.hasCharts ? html`<vmr-chart .series=${series}></vmr-chart>` : nothing}
      </div>
      <details>
        <summary>As a table</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Hour from</th>
              ${series.map(({ label }) => html`<th scope="col">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${hours.map(
              ([at], hour) => html`<tr>
                <th scope="row">${clockText(at)}</th>
                ${series.map(({ points }) => {
                  const part = points.slice(hour * 12, hour * 12 + 12).map(([, value]) => value ?? 0);
                  const isSum = series.length > 1;
                  return html`<td>${isSum ? part.reduce((sum, each) => sum + each, 0) : Math.max(0, ...part)}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </details>
    </figure>`;
  }

  #wrong({ alarms }: Overview): TemplateResult {
    const { value, problem } = this.#alarms;
    const count = alarms.error + alarms.warning;
    return html`<h2 id="wrong">What is wrong?</h2>
      ${problemBar(problem)}
      ${
        count === 0
          ? bar(
              'success',
              'No alarm stands.',
              'A condition that needs somebody appears here, with what to do.',
            )
          : html`<p class="figures">
                <span><strong>${alarms.error}</strong> ${alarms.error === 1 ? 'error' : 'errors'}</span>
                <span><strong>${alarms.warning}</strong> ${alarms.warning === 1 ? 'warning' : 'warnings'}</span>
              </p>
              <ul class="alarms">
                ${(value?.items ?? []).map((alarm) => html`<li>${shownAlarm(alarm)}</li>`)}
              </ul>`
      }
      ${count > MOST_ALARMS ? html`<p><a href=${formatRoute(['alarms'])}>All ${count} alarms</a></p>` : nothing}`;
  }
}

function mailboxTable(mailboxes: Overview['mailboxes']): TemplateResult {
  return html`<table role="table" class="rows">
    <caption class="visually-hidden">Equipment mailboxes</caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">Equipment mailbox</th>
        <th scope="col" role="columnheader">State</th>
        <th scope="col" role="columnheader">Last answer</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${mailboxes.map(
        ({
          integration_id: id,
          email,
          state,
          in_trouble: isFailing,
          last_answer_at: at,
        }) => html`<tr role="row">
          <th scope="row" role="rowheader" data-label="Mailbox">
            <a href=${formatRoute(['integrations', id])}>${email}</a>
          </th>
          <td role="cell" data-label="State">${isFailing ? tag('failing', 'error') : tag(state, state === 'active' ? 'success' : 'plain')}</td>
          <td role="cell" data-label="Last answer">${timeView(at)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The next 48 hours: a table, whose last column is drawn as a line of time. */
function nextConferences({ now, next }: Overview): TemplateResult {
  const start = Date.parse(now);
  const exact = (at: string) => Math.min(100, Math.max(0, (Date.parse(at) - start) / (HOURS * 36_000)));
  return html`<h2 id="next">What happens next?</h2>
    <p class="quiet">
      Conferences of the next 48 hours. The bar is the meeting; the line around it is its join window, in which people
      may enter.
    </p>
    ${
      next.length === 0
        ? html`<div class="empty"><p>No conference opens in the next 48 hours. Meetings appear as soon as they are booked.</p></div>`
        : html`<table role="table" class="rows timeline">
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">Conference</th>
                <th scope="col" role="columnheader">Opens</th>
                <th scope="col" role="columnheader">Meeting</th>
                <th scope="col" role="columnheader" class="line-head">
                  <span class="scale"><span>now</span><span>+12 h</span><span>+24 h</span><span>+36 h</span><span>+48 h</span></span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              ${next.map(
                (each) => html`<tr role="row">
                  <th scope="row" role="rowheader" data-label="Conference">
                    <a href=${formatRoute(['conferences', each.conference_id])}>${each.name}</a>
                  </th>
                  <td role="cell" data-label="Opens">
                    <time datetime=${each.opens_at} title=${timeText(each.opens_at)}
                      >${Date.parse(each.opens_at) <= start ? tag('open', 'success') : `${dayText(each.opens_at)}, ${clockText(each.opens_at)}`}</time
                    >
                  </td>
                  <td role="cell" data-label="Meeting">${clockText(each.starts_at)} to ${clockText(each.ends_at)}</td>
                  <td role="cell" class="line-cell" aria-hidden="true">
                    <svg class="track" viewBox="0 0 100 20" preserveAspectRatio="none" focusable="false">
                      ${bar48('window', exact(each.opens_at), exact(each.closes_at))}
                      ${bar48('meeting', exact(each.starts_at), exact(each.ends_at))}
                    </svg>
                  </td>
                </tr>`,
              )}
            </tbody>
          </table>`
    }`;
}

/** A part of the 48 hours, in hundredths of them. Attributes, since the policy bars styles. */
function bar48(kind: 'window' | 'meeting', from: number, to: number): TemplateResult {
  const [y, height] = kind === 'window' ? [9, 2] : [3, 14];
  return svg`<rect class=${kind} x=${from} y=${y} width=${Math.max(0.4, to - from)} height=${height}></rect>`;
}
