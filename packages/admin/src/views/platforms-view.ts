import { html, nothing, type TemplateResult } from 'lit';
import type { FormField, Platform, PlatformAdapter } from '../api/admin-types.ts';
import { simpleField } from '../editor/field-view.ts';
import { bar, button, facts, problemBar, tag } from '../parts/controls.ts';
import { confirmed, showOnce } from '../parts/dialogs.ts';
import type { Column } from '../parts/list-view.ts';
import { ManagedList, NEW } from '../parts/managed-list.ts';
import { timeView } from '../parts/time-text.ts';
import { Asked } from '../parts/view-element.ts';

const once = 'Set it on the platform. Copy it now: it is shown this once, and kept nowhere.';
const proofs: Readonly<Record<Platform['proof'], string>> = {
  bearer: 'A bearer token',
  basic: 'A name and a password',
  secret: 'A secret that its adapter checks',
};

/** Conferencing platforms that may ask for admission. */
export class PlatformsView extends ManagedList<Platform> {
  readonly heading = 'Platforms';
  readonly intro =
    'Conferencing platforms that may ask whether a VMR is open now. Each proves itself by a credential of its own.';
  readonly add = 'Connect a platform';
  readonly base = ['platforms'];
  readonly source = 'platforms';
  readonly columns: readonly Column<Platform>[] = [
    { title: 'Name', cell: ({ name }) => name, order: ({ name }) => name.toLowerCase() },
    { title: 'Adapter', cell: ({ adapter }) => adapter, order: ({ adapter }) => adapter },
    { title: 'State', cell: stateTag, order: stateOf },
    { title: 'Tenants', isSecondary: true, cell: tenantsText, order: tenantsText },
  ];
  readonly #adapters = new Asked<{ readonly items: readonly PlatformAdapter[] }>(this);
  #settings: Readonly<Record<string, unknown>> = {};

  override query() {
    return {};
  }

  override idOf({ id, adapter, name }: Platform): string {
    return id ?? `file ${adapter} ${name}`;
  }

  override begin(): Record<string, string> {
    this.#settings = {};
    if (this.#adapters.value === null) {
      void this.#adapters.ask((signal) => this.app.api.get('platform_adapters', {}, signal));
    }
    return { name: '', adapter: '', tenants: '', username: '' };
  }

  override empty(): unknown {
    return html`<p>
      No platform may ask yet, so nobody gets into a VMR. A platform that you connect appears here, with the paths on
      which it asks.
    </p>`;
  }

  override panel(id: string, item: Platform | null): unknown {
    if (id === NEW) return this.newForm('Connect a platform', this.#fields(), () => this.#create());
    if (item === null)
      return html`<h2 tabindex="-1">Platform</h2><p class="quiet">It is not among the rows shown here.</p>`;
    return this.#details(item);
  }

  #adapter(): PlatformAdapter | null {
    const adapters = this.#adapters.value?.items ?? [];
    return adapters.find(({ name }) => name === this.typed.adapter) ?? adapters[0] ?? null;
  }

  #fields(): TemplateResult {
    const adapters = this.#adapters.value?.items ?? [];
    return html`${problemBar(this.#adapters.problem)}
    ${this.field('name', 'Name', { help: 'For logs and metrics, and what an integration’s join_platform names.' })}
    ${this.choice(
      'adapter',
      'Adapter',
      adapters.map(({ name, title }) => [name, title] as const),
    )}
    ${this.field('tenants', 'Tenants', { help: 'Ids of those whose conferences it may see, with blanks between them. Empty: all.' })}
    ${this.field('username', 'User name', { help: 'With one the platform proves itself by this name and a password, without one by a bearer token.' })}
    ${(this.#adapter()?.fields ?? []).map((field) => this.#settingField(field))}`;
  }

  #settingField(field: FormField): TemplateResult {
    const { path } = field;
    const set = (value: unknown) => {
      this.#settings = { ...this.#settings, [path]: value };
      this.requestUpdate();
    };
    return simpleField({
      field,
      path,
      isChanged: false,
      value: this.#settings[path] ?? field.default,
      fault: this.faultOf(`settings.${path}`),
      change: set,
      undo: () => set(undefined),
    });
  }

  async #create(): Promise<void> {
    const { name = '', tenants = '', username = '' } = this.typed;
    const named = tenants.split(/[\s,]+/).filter((each) => each !== '');
    const body = {
      name,
      adapter: this.#adapter()?.name ?? '',
      settings: this.#settings,
      tenants: named.length === 0 ? 'all' : named,
      username: username === '' ? null : username,
    };
    type Made = { readonly id: string; readonly secret: string };
    const { id, secret } = await this.app.api.send<Made>('POST', this.source, { body });
    await this.reload();
    this.app.go([...this.base, id], this.route.query, true);
    await showOnce(secretTitle(body.username), once, secret);
  }

  #details(platform: Platform): TemplateResult {
    const { id, name, routes, settings, fault, proof, username, version } = platform;
    const paths = html`<ul class="plain-list">${routes.map((each) => html`<li><code class="line">${each}</code></li>`)}</ul>`;
    return html`<h2 tabindex="-1">${name}</h2>
      ${problemBar(this.problem)}
      ${fault === null ? nothing : bar('error', 'This platform is not served.', fault)}
      ${facts([
        ['State', stateTag(platform)],
        ['Adapter', platform.adapter],
        ['Asks on', routes.length === 0 ? '' : paths],
        ['Proves itself by', username === null ? proofs[proof] : `${proofs[proof]}: ${username}`],
        ['Tenants', tenantsText(platform)],
        ['Hears why a VMR is closed', platform.may_hear_reason ? 'yes' : 'no'],
        [
          'Settings',
          Object.keys(settings).length === 0
            ? ''
            : html`<pre class="folded">${JSON.stringify(settings, null, 2)}</pre>`,
        ],
        ['Since', platform.created_at === null ? '' : timeView(platform.created_at)],
      ])}
      ${
        id === null
          ? html`<p class="quiet">It stands in the configuration file of the managers: change it there.</p>`
          : this.#buttons({ ...platform, id, version })
      }`;
  }

  #buttons(platform: Platform & { readonly id: string }): TemplateResult {
    const { id, name, enabled, version } = platform;
    const toggle = () => this.changeEntry(id, version, { enabled: !enabled });
    const remove = () =>
      this.deleteEntry(
        { id, version },
        name,
        'Its requests are refused at once: nobody gets into a VMR through it.',
      );
    return html`<div class="actions">
      ${button(enabled ? 'Switch off' : 'Switch on', { isBusy: this.isBusy, press: () => void toggle() })}
      ${button('New credential', { look: 'subtle', isBusy: this.isBusy, press: () => void this.#renew(platform) })}
      ${button('Delete', { look: 'subtle', isBusy: this.isBusy, press: () => void remove() })}
    </div>`;
  }

  async #renew({ id, username }: Platform): Promise<void> {
    const text =
      'The one before is refused at once: until the new one is set on the platform, it cannot ask.';
    if (!(await confirmed({ title: 'Make a new credential?', text, action: 'Make it' }))) return;
    await this.act(async () => {
      const { secret } = await this.app.api.send<{ secret: string }>('POST', `${this.source}/${id}/secret`);
      await this.reload();
      await showOnce(secretTitle(username), once, secret);
    });
  }
}

function secretTitle(username: string | null): string {
  return username === null ? 'The bearer token of the platform' : `The password of ${username}`;
}

function tenantsText({ tenants }: Platform): string {
  return tenants === 'all' ? 'all' : tenants.join(', ');
}

function stateOf({ id, enabled, fault }: Platform): string {
  if (fault !== null) return 'not served';
  if (!enabled) return 'off';
  return id === null ? 'on, by the file' : 'on';
}

function stateTag(platform: Platform): TemplateResult {
  const state = stateOf(platform);
  return tag(state, state === 'not served' ? 'error' : state === 'off' ? 'plain' : 'success');
}
