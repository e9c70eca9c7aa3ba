import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Account, ApiToken, Page } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { button, inputField, selectField, tag } from '../parts/controls.ts';
import { confirmed, showOnce } from '../parts/dialogs.ts';
import { timeView } from '../parts/time-text.ts';
import { Asked, problemOf, ViewElement } from '../parts/view-element.ts';
import { type CardContent, entryCard, tenantsCard } from './entry-card.ts';

const DAY_MS = 86_400_000;
const roles = [
  ['operator', 'Operator: everything'],
  ['tenant-administrator', 'Tenant administrator: the tenants named below'],
] as const;

type Form = 'account' | 'token' | null;

/** Who may administrate, by password or token; what tenants may use. */
export class AdministrationView extends ViewElement {
  static override properties: PropertyDeclarations = {
    ...ViewElement.properties,
    form: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };
  declare form: Form;
  declare problem: ApiProblem | null;
  declare isBusy: boolean;
  readonly #accounts = new Asked<Page<Account>>(this);
  readonly #tokens = new Asked<Page<ApiToken>>(this);
  #typed: Record<string, string> = {};
  #hasAsked = false;

  constructor() {
    super();
    this.form = null;
    this.problem = null;
    this.isBusy = false;
  }

  get #isOperator(): boolean {
    return this.app.account.role === 'operator';
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#reload();
  }

  protected override render(): TemplateResult {
    return html`<div class="view-head">
        <div>
          <h1 tabindex="-1">Administration</h1>
          <p class="quiet">Who may look after this deployment.</p>
        </div>
      </div>
      <div class="cards">
        ${this.#isOperator ? this.#accountsCard() : nothing} ${this.#tokensCard()}
        ${this.#isOperator ? tenantsCard(this.app.tenants) : nothing}
      </div>`;
  }

  #reload(): void {
    const list = <Item>(asked: Asked<Page<Item>>, source: string) =>
      void asked.ask((signal) => this.app.api.list<Item>(source, { limit: 200 }, signal));
    if (this.#isOperator) list(this.#accounts, 'accounts');
    list(this.#tokens, 'api_tokens');
  }

  #open(form: Form, typed: Record<string, string>): void {
    this.form = form;
    this.problem = null;
    this.#typed = typed;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.entry input')?.focus());
  }

  /** A section whose form is this view's open one, or closed. */
  #card<Item>(
    options: CardContent<Item> & {
      readonly form: Exclude<Form, null>;
      readonly typed: Record<string, string>;
    },
  ) {
    return entryCard(options, {
      isOpen: this.form === options.form,
      isBusy: this.isBusy,
      problem: this.problem,
      open: () => this.#open(options.form, { ...options.typed }),
      close: () => this.#open(null, {}),
      submit: (act) => void this.#submit(act),
    });
  }

  async #submit(submit: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await submit();
      this.form = null;
      this.#reload();
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  #field(
    name: string,
    label: string,
    more: { readonly type?: 'text' | 'password' | 'email'; readonly help?: string } = {},
  ) {
    const fault = this.problem?.faults.find(({ path }) => path.startsWith(name))?.message ?? null;
    return inputField({
      id: `entry-${name}`,
      label,
      value: this.#typed[name] ?? '',
      fault,
      ...more,
      ...(more.type === 'password' && { autocomplete: 'new-password' }),
      change: (value) => {
        this.#typed[name] = value;
      },
    });
  }

  #choice(name: string, label: string, choices: readonly (readonly [string, string])[]) {
    return selectField({
      id: `entry-${name}`,
      label,
      value: this.#typed[name] ?? '',
      choices,
      change: (value) => {
        this.#typed[name] = value;
        this.requestUpdate();
      },
    });
  }

  #rights(): unknown {
    return html`${this.#choice('role', 'Role', this.#isOperator ? roles : roles.slice(1))}
    ${this.#typed.role === 'operator' ? nothing : this.#field('tenants', 'Tenants', { help: 'Their ids, with blanks between them.' })}`;
  }

  #role(): { readonly role: string; readonly tenants: readonly string[] | 'all' } {
    const { role = 'operator', tenants = '' } = this.#typed;
    return {
      role,
      tenants: role === 'operator' ? 'all' : tenants.split(/[\s,]+/).filter((each) => each !== ''),
    };
  }

  async #remove(path: string, name: string, text: string, etag: string | null = null): Promise<void> {
    if (!(await confirmed({ title: `Delete ${name}?`, text, action: 'Delete' }))) return;
    try {
      await this.app.api.send('DELETE', path, { etag });
      this.app.say(`${name} is deleted.`);
      this.#reload();
    } catch (error) {
      this.app.say(problemOf(error).message);
    }
  }

  #accountsCard(): TemplateResult {
    return this.#card<Account>({
      title: 'Accounts',
      text: 'People who may sign in here.',
      form: 'account',
      add: 'Add an account',
      typed: { role: 'operator' },
      asked: this.#accounts,
      heads: ['Name', 'E-mail', 'Role', 'Last sign-in', ''],
      fields: () =>
        html`${this.#field('name', 'Name')} ${this.#field('email', 'E-mail', { type: 'email' })}
        ${this.#rights()} ${this.#field('password', 'Password', { type: 'password', help: 'At least 12 characters.' })}`,
      row: ({ id, name, email, role, tenants, last_signed_in_at: at, locked_until: locked, version }) => [
        html`${name} ${locked === null ? nothing : tag('locked', 'warning')}`,
        email ?? '',
        role === 'operator'
          ? 'Operator'
          : `Tenant administrator: ${tenants === 'all' ? 'all' : tenants.join(', ')}`,
        timeView(at),
        id === this.app.account.id
          ? html`<span class="quiet">you</span>`
          : button('Delete', {
              look: 'subtle',
              press: () =>
                void this.#remove(`accounts/${id}`, name, 'Its sessions end at once.', `"${version}"`),
            }),
      ],
      submit: async () => {
        const { name, email, password } = this.#typed;
        await this.app.api.send('POST', 'accounts', { body: { name, email, password, ...this.#role() } });
        this.app.say('The account is saved.');
      },
    });
  }

  #tokensCard(): TemplateResult {
    return this.#card<ApiToken>({
      title: 'API tokens',
      text: 'For programs that use the admin API.',
      form: 'token',
      add: 'Create a token',
      typed: { role: this.#isOperator ? 'operator' : 'tenant-administrator', scope: 'read', days: '90' },
      asked: this.#tokens,
      heads: ['Name', 'Scope', 'Rights', 'Expires', 'Last used', ''],
      fields: () =>
        html`${this.#field('name', 'Name', { help: 'What the token is for; the audit trail shows it.' })}
        ${this.#choice('scope', 'Scope', [
          ['read', 'Read only'],
          ['write', 'Read and change'],
        ])}
        ${this.#rights()}
        ${this.#choice('days', 'Expires in', [
          ['30', '30 days'],
          ['90', '90 days'],
          ['365', '1 year'],
        ])}`,
      row: ({ id, name, scope, role, tenants, expires_at: end, last_used_on: used }) => [
        name,
        scope,
        role === 'operator' ? 'Operator' : tenants === 'all' ? 'all tenants' : tenants.join(', '),
        timeView(end),
        used ?? 'never',
        button('Delete', {
          look: 'subtle',
          press: () =>
            void this.#remove(`api_tokens/${id}`, name, 'Programs that use it are refused at once.'),
        }),
      ],
      submit: async () => {
        const { name, scope, days } = this.#typed;
        const expires = new Date(Date.now() + Number(days) * DAY_MS - 60_000).toISOString();
        const body = { name, scope, expires_at: expires, ...this.#role() };
        const { token } = await this.app.api.send<{ token: string }>('POST', 'api_tokens', { body });
        await showOnce('The token', 'Copy it now: it is shown this once and kept nowhere.', token);
      },
    });
  }
}
