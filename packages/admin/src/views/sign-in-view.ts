import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { AdminApi } from '../api/admin-api.ts';
import type { Account, SignInProvider } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { button, inputField, problemBar } from '../parts/controls.ts';
import { problemOf } from '../parts/view-element.ts';

/** Sign-in by password or by a provider, and the first administrator with the code of the first start. */
export class SignInView extends LitElement {
  static override properties: PropertyDeclarations = {
    api: { attribute: false },
    isFirst: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    providers: { state: true },
  };
  declare api: AdminApi;
  declare isFirst: boolean;
  declare isBusy: boolean;
  declare problem: ApiProblem | null;
  declare providers: readonly SignInProvider[];
  readonly #typed = { name: '', email: '', password: '', code: '' };

  constructor() {
    super();
    this.isFirst = location.hash === '#/first-administrator';
    this.isBusy = false;
    this.problem = null;
    this.providers = [];
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override async firstUpdated(): Promise<void> {
    this.querySelector<HTMLElement>('input')?.focus();
    const { items } = await this.api
      .list<SignInProvider>('sign_in_providers')
      .catch(() => ({ items: [] as readonly SignInProvider[] }));
    this.providers = items;
  }

  protected override render(): TemplateResult {
    return html`<main class="narrow">
      ${this.isFirst ? this.#first() : this.#signIn()}
    </main>`;
  }

  #signIn(): TemplateResult {
    return html`<h1>Sign in</h1>
      <p class="quiet">
        VMRKit gives Outlook meetings a Virtual Meeting Room (VMR). Here its integrations, conferences and people are
        looked after.
      </p>
      ${problemBar(this.problem)}
      <form @submit=${(event: Event) => void this.#submit(event, 'session')}>
        ${inputField({ id: 'name', label: 'Name', value: this.#typed.name, autocomplete: 'username', isRequired: true, change: this.#set('name') })}
        ${inputField({ id: 'password', label: 'Password', type: 'password', value: this.#typed.password, autocomplete: 'current-password', isRequired: true, change: this.#set('password') })}
        ${this.#submitButton('Sign in')}
      </form>
      ${
        this.providers.length === 0
          ? nothing
          : html`<div class="actions stacked">
              ${this.providers.map(
                ({ title, url }) => html`<a class="link-button" href=${url}>Sign in with ${title}</a>`,
              )}
            </div>`
      }
      <p class="quiet small">
        New deployment?
        <a href="#/first-administrator" @click=${() => this.#turn(true)}>Set up the first administrator</a>
      </p>`;
  }

  #first(): TemplateResult {
    return html`<h1>First administrator</h1>
      <p class="quiet">
        At its first start the manager wrote a code into a file that its operator alone can read; its log names the
        file. The code works once, for 30 minutes.
      </p>
      ${problemBar(this.problem)}
      <form @submit=${(event: Event) => void this.#submit(event, 'first_administrator')}>
        ${inputField({ id: 'code', label: 'Code', value: this.#typed.code, isRequired: true, change: this.#set('code') })}
        ${inputField({ id: 'name', label: 'Name', value: this.#typed.name, autocomplete: 'username', help: 'What you sign in with, and what the audit trail shows.', isRequired: true, change: this.#set('name') })}
        ${inputField({ id: 'email', label: 'E-mail', type: 'email', value: this.#typed.email, autocomplete: 'email', isRequired: true, change: this.#set('email') })}
        ${inputField({ id: 'password', label: 'Password', type: 'password', value: this.#typed.password, autocomplete: 'new-password', help: 'At least 12 characters.', isRequired: true, change: this.#set('password') })}
        ${this.#submitButton('Create and sign in')}
      </form>
      <p class="quiet small"><a href="#/overview" @click=${() => this.#turn(false)}>Back to sign-in</a></p>`;
  }

  #submitButton(label: string): TemplateResult {
    const press = () => this.querySelector('form')?.requestSubmit();
    return html`<div class="actions">${button(label, { look: 'primary', isBusy: this.isBusy, press })}</div>
      <button type="submit" hidden></button>`;
  }

  #turn(isFirst: boolean): void {
    this.isFirst = isFirst;
    this.problem = null;
  }

  #set(name: 'name' | 'email' | 'password' | 'code'): (value: string) => void {
    return (value) => {
      this.#typed[name] = value;
    };
  }

  async #submit(event: Event, route: 'session' | 'first_administrator'): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    const { name, password, email, code } = this.#typed;
    const body = route === 'session' ? { name, password } : { code, name, email, password };
    try {
      const { account } = await this.api.send<{ account: Account }>('POST', route, { body });
      if (route === 'first_administrator') location.hash = '#/overview';
      this.dispatchEvent(new CustomEvent('signed-in', { detail: account }));
    } catch (error) {
      this.problem = problemOf(error);
      this.querySelector<HTMLElement>('#password')?.focus();
    } finally {
      this.isBusy = false;
    }
  }
}
