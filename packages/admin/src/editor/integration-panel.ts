import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Versioned } from '../api/admin-api.ts';
import type { Finding, Integration, RecordJson, Setup, SignInLink } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { formatRoute } from '../app/route.ts';
import { bar, button, longText, problemBar, waiting } from '../parts/controls.ts';
import { confirmed, copied } from '../parts/dialogs.ts';
import { timeView } from '../parts/time-text.ts';
import { type AppContext, Asked, problemOf, ViewElement } from '../parts/view-element.ts';
import { valueAt } from './record-value.ts';

/** What can be done with an integration besides editing it. */
export class IntegrationPanel extends ViewElement {
  static override properties: PropertyDeclarations = {
    ...ViewElement.properties,
    integrationId: { attribute: false },
    problem: { state: true },
    busy: { state: true },
    link: { state: true },
    findings: { state: true },
  };
  declare app: AppContext;
  declare integrationId: string;
  declare problem: ApiProblem | null;
  /** Name of what runs; empty: nothing. */
  declare busy: string;
  declare link: SignInLink | null;
  declare findings: { readonly at: string; readonly checks: readonly Finding[] } | null;
  readonly #stored = new Asked<Versioned<Integration>>(this);
  readonly #setup = new Asked<Setup>(this);

  constructor() {
    super();
    this.problem = null;
    this.busy = '';
    this.link = null;
    this.findings = null;
  }

  get #path(): string {
    return `integrations/${encodeURIComponent(this.integrationId)}`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('integrationId')) return;
    this.link = null;
    this.findings = null;
    this.problem = null;
    this.#stored.clear();
    this.#setup.clear();
    this.#ask();
  }

  #ask(): void {
    void this.#stored.ask((signal) => this.app.api.read<Integration>(this.#path, {}, signal));
  }

  protected override render(): unknown {
    const { value, problem } = this.#stored;
    if (value === null) {
      return html`<h2 tabindex="-1">Integration</h2>
        ${problemBar(problem)} ${problem === null ? waiting('Loading the integration …') : nothing}`;
    }
    const { record } = value.value;
    const name = String(valueAt(record, 'general.name') ?? '');
    const isOn = valueAt(record, 'general.enabled') !== false;
    return html`<h2 tabindex="-1">${name}</h2>
      ${problemBar(this.problem)}
      ${isOn ? nothing : bar('warning', 'This integration is switched off.', 'Its mail is not answered and its add-in gives no rooms.')}
      <div class="actions">
        <a class="link-button primary" href=${formatRoute(['integrations', this.integrationId, 'edit'])}>Edit</a>
        ${button('Test the connection', { isBusy: this.busy === 'test', press: () => void this.#test() })}
      </div>
      ${this.#found()}
      <h3>Add-in</h3>
      <p class="quiet small">A manifest tells Outlook about the add-in. Install it again when a save asks for a new one.</p>
      <ul class="plain-list">
        <li>${this.#download('Manifest for Exchange Server', 'manifest', { flavour: 'on-premises' })}</li>
        <li>${this.#download('Manifest for Microsoft 365', 'manifest', { flavour: 'microsoft-365' })}</li>
      </ul>
      <h3>Exchange</h3>
      <p class="quiet small">The steps that prepare the mailboxes, to read or to run in PowerShell.</p>
      <ul class="plain-list">
        <li>${this.#download('Set-up script (PowerShell)', 'setup.ps1', {})}</li>
        <li>${button('Show the steps', { press: () => this.#showSetup() })}</li>
      </ul>
      ${this.#steps()} ${this.#signIn(record)}
      <h3>${isOn ? 'Switch off or delete' : 'Switch on or delete'}</h3>
      <div class="actions">
        ${button(isOn ? 'Switch off' : 'Switch on', { isBusy: this.busy === 'switch', press: () => void this.#switch(isOn) })}
        ${button('Delete', { isBusy: this.busy === 'delete', press: () => void this.#delete(name, value.etag) })}
      </div>`;
  }

  #download(text: string, file: string, query: Readonly<Record<string, string>>): TemplateResult {
    return html`<a href=${this.app.api.address(`${this.#path}/${file}`, query)} download>${text}</a>`;
  }

  #found(): TemplateResult | typeof nothing {
    if (this.findings === null) return nothing;
    const { at, checks } = this.findings;
    const order = (each: Finding) => (each.kind === 'ok' ? 2 : each.kind === 'problem' ? 0 : 1);
    const kindOf = ({ kind, severity }: Finding) =>
      kind === 'ok' ? 'success' : kind === 'problem' ? severity : 'info';
    return html`<div role="status" class="stack">
      <p class="quiet small">Tested ${timeView(at)}</p>
      ${[...checks]
        .sort((one, other) => order(one) - order(other))
        .map((each) =>
          bar(
            kindOf(each),
            each.title,
            html`<p>${longText(`${each.subject}: ${each.evidence}`)}</p>${each.kind === 'ok' ? nothing : html`<p>${each.remedy}</p>`}`,
          ),
        )}
    </div>`;
  }

  #steps(): unknown {
    const { value, problem, isBusy } = this.#setup;
    if (value === null)
      return html`${problemBar(problem)}${isBusy ? waiting('Loading the steps …') : nothing}`;
    return html`<ol class="steps">
      ${value.steps.map(
        ({ title, why, lines, verify }) => html`<li>
          <p class="strong">${title}</p>
          <p>${why}</p>
          ${lines.length === 0 ? nothing : html`<pre tabindex="0">${lines.join('\n')}</pre>`}
          ${verify.length === 0 ? nothing : html`<p class="quiet small">To check:</p><pre tabindex="0">${verify.join('\n')}</pre>`}
        </li>`,
      )}
    </ol>`;
  }

  #signIn(record: RecordJson): TemplateResult | typeof nothing {
    if (valueAt(record, 'mailbox.settings.enable_oauth') !== true) return nothing;
    const copy = async (url: string) => {
      this.app.say((await copied(url)) ? 'The link is copied.' : 'The browser did not let us copy the link.');
    };
    return html`<h3>Service account</h3>
      <p class="quiet small">
        The service account signs in once, in a browser, by a link. Whoever opens it must know the account’s password.
      </p>
      ${
        this.link === null
          ? html`<div class="actions">${button('Make a sign-in link', { isBusy: this.busy === 'link', press: () => void this.#makeLink() })}</div>`
          : html`<p class="secret" data-testid="sign-in-link">${this.link.url}</p>
              <p class="quiet small">It is good until ${timeView(this.link.expires_at)}.</p>
              <div class="actions">${button('Copy the link', { press: () => void copy(this.link?.url ?? '') })}</div>`
      }`;
  }

  async #run(name: string, action: () => Promise<void>): Promise<void> {
    if (this.busy !== '') return;
    this.busy = name;
    try {
      await action();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.busy = '';
    }
  }

  #test(): Promise<void> {
    return this.#run('test', async () => {
      const { checks } = await this.app.api.send<{ checks: readonly Finding[] }>(
        'POST',
        `${this.#path}/test_connection`,
        { body: {} },
      );
      this.findings = { at: new Date().toISOString(), checks };
    });
  }

  #makeLink(): Promise<void> {
    return this.#run('link', async () => {
      this.link = await this.app.api.send<SignInLink>('POST', `${this.#path}/sign_in_link`, { body: {} });
    });
  }

  #showSetup(): void {
    void this.#setup.ask((signal) => this.app.api.get<Setup>(`${this.#path}/setup`, {}, signal));
  }

  #switch(isOn: boolean): Promise<void> {
    return this.#run('switch', async () => {
      const question = {
        title: 'Switch this integration off?',
        text: 'Its mail is not answered until it is switched on again, and its add-in gives no rooms. Meetings that have a room keep it.',
        action: 'Switch off',
      };
      if (isOn && !(await confirmed(question))) return;
      const etag = this.#stored.value?.etag ?? null;
      await this.app.api.send('POST', `${this.#path}/${isOn ? 'disable' : 'enable'}`, { body: {}, etag });
      this.app.say(isOn ? 'The integration is switched off.' : 'The integration is switched on.');
      this.#changed();
    });
  }

  #delete(name: string, etag: string | null): Promise<void> {
    return this.#run('delete', async () => {
      const question = {
        title: `Delete ${name}?`,
        text: 'Its rooms cannot be joined any more and its mail is not answered. This cannot be taken back.',
        action: 'Delete',
        typed: name,
      };
      if (!(await confirmed(question))) return;
      await this.app.api.send('DELETE', this.#path, { etag, query: { confirm: name } });
      this.app.say(`${name} is deleted.`);
      this.app.go(['integrations']);
      this.dispatchEvent(new CustomEvent('changed'));
    });
  }

  #changed(): void {
    this.#ask();
    this.dispatchEvent(new CustomEvent('changed'));
  }
}
