import { html, type TemplateResult } from 'lit';
import type { PersonalVmr, User } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { button, facts, problemBar, tag } from '../parts/controls.ts';
import { confirmed } from '../parts/dialogs.ts';
import { type Column, type Filter, ListView } from '../parts/list-view.ts';
import { timeView } from '../parts/time-text.ts';
import { problemOf } from '../parts/view-element.ts';

/** How many rows did what; a table of people tells `changed`, one of rooms `replaced`. */
interface Imported {
  readonly created?: number;
  readonly replaced?: number;
  readonly changed?: number;
}

/** A list that a table of the operator's (CSV) can be imported into, all rows or none. */
abstract class ImportedList<Item> extends ListView<Item> {
  abstract readonly importSource: string;
  abstract readonly columnNames: string;
  #problem: ApiProblem | null = null;
  #isBusy = false;

  override actions(): TemplateResult {
    return html`<label class="link-button" for="import-file">Import a table (CSV)</label>
      <input id="import-file" class="visually-hidden" type="file" accept=".csv,text/csv" @change=${this.#import} />`;
  }

  protected override render(): unknown {
    return html`${super.render()}${this.#problem === null ? '' : html`<div class="import-faults"><h2>The table was not imported</h2><p>Nothing of it was saved. These are all its faults:</p>${problemBar(this.#problem)}</div>`}`;
  }

  readonly #import = async (event: Event): Promise<void> => {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    if (file === undefined || this.#isBusy) return;
    this.#isBusy = true;
    try {
      const body = await file.text();
      const query = { tenant_id: this.app.tenant };
      const {
        created = 0,
        replaced = 0,
        changed = 0,
      } = await this.app.api.send<Imported>('POST', this.importSource, { body, type: 'text/csv', query });
      this.#problem = null;
      this.app.say(`${created} new and ${replaced + changed} known ones are saved.`);
      await this.reload();
    } catch (error) {
      this.#problem = problemOf(error);
    } finally {
      this.#isBusy = false;
      field.value = '';
      this.requestUpdate();
    }
  };

  /** Deletes after a confirmation. */
  protected async deleteItem(id: string, name: string, consequence: string): Promise<void> {
    if (!(await confirmed({ title: `Delete ${name}?`, text: consequence, action: 'Delete' }))) return;
    try {
      const path = `${this.source}/${encodeURIComponent(id)}`;
      const { etag } = await this.app.api.read(path);
      await this.app.api.send('DELETE', path, { etag });
      this.app.say(`${name} is deleted.`);
      this.app.go(this.base, this.route.query);
      await this.reload();
    } catch (error) {
      this.app.say(problemOf(error).message);
    }
  }
}

/** People who signed in or were imported. */
export class PeopleView extends ImportedList<User> {
  readonly heading = 'Users';
  readonly intro = 'People who may use personal VMRs: they signed in with the add-in, or were imported.';
  readonly base = ['people', 'users'];
  readonly source = 'users';
  readonly importSource = 'users/import';
  readonly columnNames = 'email, display_name';
  readonly columns: readonly Column<User>[] = [
    { title: 'E-mail', cell: ({ email }) => email ?? 'none', order: ({ email }) => email ?? '' },
    { title: 'Name', cell: ({ name }) => name, order: ({ name }) => name.toLowerCase() },
    { title: 'Tenant', cell: ({ tenant_id: tenant }) => tenant, order: ({ tenant_id: tenant }) => tenant },
  ];
  override readonly filters: readonly Filter[] = [
    { name: 'email', label: 'Whole e-mail address', kind: 'search' },
  ];

  override idOf({ id }: User): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>People appear here when they first sign in with the add-in, or when a table of them is imported.</p>`;
  }

  override panel(id: string, item: User | null): unknown {
    if (item === null)
      return html`<h2 tabindex="-1">User</h2><p class="quiet">This person is not among the rows shown here.</p>`;
    const remove = () =>
      this.deleteItem(id, item.email ?? item.name, 'The person can sign in again; their rooms stay.');
    return html`<h2 tabindex="-1">${item.name}</h2>
      ${facts([
        ['E-mail', item.email],
        ['Tenant', item.tenant_id],
        ['Since', timeView(item.created_at)],
        ['Made by', item.created_by],
        ['Id', item.id],
      ])}
      <div class="actions">${button('Delete', { press: () => void remove() })}</div>`;
  }
}

/** Standing rooms of people. */
export class PersonalVmrsView extends ImportedList<PersonalVmr> {
  readonly heading = 'Personal VMRs';
  readonly intro = 'Standing rooms that belong to a person and are offered to them in the add-in.';
  readonly base = ['people', 'rooms'];
  readonly source = 'personal_vmrs';
  readonly importSource = 'personal_vmrs/import';
  readonly columnNames = 'name, owner_email, description, aliases, pin, guest_pin, allow_guests';
  readonly columns: readonly Column<PersonalVmr>[] = [
    { title: 'Name', cell: ({ name }) => name, order: ({ name }) => name.toLowerCase() },
    { title: 'Owner', cell: ({ owner_email: owner }) => owner, order: ({ owner_email: owner }) => owner },
    {
      title: 'Aliases',
      cell: ({ aliases }) => aliases.map((each) => html`<code class="line">${each}</code>`),
    },
    { title: 'PIN', cell: ({ has_pin: pin }) => tag(pin ? 'PIN' : 'no PIN') },
  ];
  override readonly filters: readonly Filter[] = [
    { name: 'owner', label: 'Owner’s whole e-mail address', kind: 'search' },
  ];

  override idOf({ id }: PersonalVmr): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>Rooms appear here when a table of them is imported. Each line gives a name and its owner’s e-mail.</p>`;
  }

  override panel(id: string, item: PersonalVmr | null): unknown {
    if (item === null)
      return html`<h2 tabindex="-1">Personal VMR</h2><p class="quiet">It is not among the rows shown here.</p>`;
    const remove = () =>
      this.deleteItem(id, item.name, 'Nobody can join it any more, and its aliases are free.');
    return html`<h2 tabindex="-1">${item.name}</h2>
      ${facts([
        ['Owner', item.owner_email],
        ['Description', item.description],
        ['Aliases', item.aliases.map((each) => html`<code class="line">${each}</code>`)],
        ['Guests', item.allow_guests ? 'may join' : 'may not join'],
        ['Host PIN', item.has_pin ? 'set' : 'none'],
        ['Guest PIN', item.has_guest_pin ? 'set' : 'none'],
        ['Tenant', item.tenant_id],
      ])}
      <div class="actions">${button('Delete', { press: () => void remove() })}</div>`;
  }
}
