import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ApiProblem } from '../api/api-problem.ts';
import { formatRoute } from '../app/route.ts';
import { button, inputField, problemBar, selectField } from './controls.ts';
import { confirmed } from './dialogs.ts';
import { ListView } from './list-view.ts';
import { problemOf } from './view-element.ts';

/** The last part of the address that opens the form of a new one. */
export const NEW = 'new';

/** How a field of the form is typed in. */
interface TypedField {
  readonly type?: 'text' | 'url';
  readonly help?: string;
  readonly placeholder?: string;
}

/** A list whose entries are made, switched and deleted in its panel. */
export abstract class ManagedList<Item> extends ListView<Item> {
  static override properties: PropertyDeclarations = {
    ...ListView.properties,
    problem: { state: true },
    isBusy: { state: true },
  };
  /** What was refused last, in the panel that is open. */
  declare problem: ApiProblem | null;
  declare isBusy: boolean;
  /** What stands in the form. */
  protected typed: Record<string, string> = {};
  #at = '';

  constructor() {
    super();
    this.problem = null;
    this.isBusy = false;
  }

  /** Name of the button that opens the form. */
  abstract readonly add: string;
  /** What the form begins with. */
  abstract begin(): Record<string, string>;

  override actions(): TemplateResult {
    const look = this.selected === NEW ? '' : 'primary';
    return html`<a class="link-button ${look}" href=${formatRoute([...this.base, NEW])}>${this.add}</a>`;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    const at = this.selected ?? '';
    if (at === this.#at) return;
    this.#at = at;
    this.problem = null;
    if (at === NEW) this.typed = this.begin();
  }

  protected field(name: string, label: string, more: TypedField = {}): TemplateResult {
    return inputField({
      id: `entry-${name}`,
      label,
      value: this.typed[name] ?? '',
      fault: this.faultOf(name),
      ...more,
      change: (value) => {
        this.typed[name] = value;
      },
    });
  }

  protected choice(
    name: string,
    label: string,
    choices: readonly (readonly [value: string, label: string])[],
  ): TemplateResult {
    return selectField({
      id: `entry-${name}`,
      label,
      value: this.typed[name] ?? '',
      choices,
      change: (value) => {
        this.typed[name] = value;
        this.requestUpdate();
      },
    });
  }

  /** What was refused about a field. */
  protected faultOf(name: string): string | null {
    const isOf = (path: string) => path === name || path.startsWith(`${name}.`);
    return this.problem?.faults.find(({ path }) => isOf(path))?.message ?? null;
  }

  /** The form of a new entry. */
  protected newForm(heading: string, fields: unknown, save: () => Promise<void>): TemplateResult {
    const submit = () => void this.act(save);
    return html`<h2 tabindex="-1">${heading}</h2>
      <form
        class="entry"
        @submit=${(event: Event) => {
          event.preventDefault();
          submit();
        }}
      >
        ${problemBar(this.problem)} ${fields}
        <div class="actions">
          ${button('Save', { look: 'primary', isBusy: this.isBusy, press: submit })}
          ${button('Cancel', { press: () => this.app.go(this.base, this.route.query) })}
        </div>
        <button type="submit" hidden></button>
      </form>`;
  }

  /** Does something once at a time; what is refused stands in the panel. */
  protected async act(task: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await task();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Changes an entry at the version that is shown. */
  protected changeEntry(id: string, version: string | null, body: object): Promise<void> {
    return this.act(async () => {
      const etag = `"${version}"`;
      await this.app.api.send('PATCH', `${this.source}/${id}`, { body, etag });
      await this.reload();
    });
  }

  /** Deletes an entry after a confirmation. */
  protected async deleteEntry(
    { id, version }: { readonly id: string; readonly version: string | null },
    name: string,
    consequence: string,
  ): Promise<void> {
    if (!(await confirmed({ title: `Delete ${name}?`, text: consequence, action: 'Delete' }))) return;
    await this.act(async () => {
      await this.app.api.send('DELETE', `${this.source}/${id}`, { etag: `"${version}"` });
      this.app.say(`${name} is deleted.`);
      await this.reload();
      this.app.go(this.base, this.route.query);
    });
  }
}
