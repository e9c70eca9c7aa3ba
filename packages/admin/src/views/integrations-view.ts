import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { IntegrationItem } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, tag, waiting } from '../parts/controls.ts';
import { type Column, type Filter, ListView } from '../parts/list-view.ts';

/** Integrations: the list, what can be done with one, and its editor, which is loaded when first opened. */
export class IntegrationsView extends ListView<IntegrationItem> {
  static override properties: PropertyDeclarations = {
    ...ListView.properties,
    isLoaded: { state: true },
  };
  declare isLoaded: boolean;
  readonly heading = 'Integrations';
  readonly intro = 'Each connects one Exchange deployment: its equipment mailboxes, texts and add-in.';
  readonly base = ['integrations'];
  readonly source = 'integrations';
  readonly columns: readonly Column<IntegrationItem>[] = [
    { title: 'Name', cell: ({ name }) => name, order: ({ name }) => name.toLowerCase() },
    {
      title: 'State',
      cell: ({ enabled, alarms }) =>
        html`${enabled ? tag('on', 'success') : tag('off')}
        ${alarms === 0 ? nothing : tag(alarms === 1 ? '1 alarm' : `${alarms} alarms`, 'error')}`,
      order: ({ alarms }) => -alarms,
    },
    {
      title: 'Mail',
      isSecondary: true,
      cell: ({ provider }) => provider ?? 'none',
      order: ({ provider }) => provider ?? '',
    },
    {
      title: 'Equipment mailboxes',
      cell: ({ mailboxes }) => mailboxes.map(({ email }) => html`<span class="line">${email}</span>`),
      order: ({ mailboxes }) => mailboxes[0]?.email ?? '',
    },
    {
      title: 'Tenant',
      isSecondary: true,
      cell: ({ tenant_id: tenant }) => tenant,
      order: ({ tenant_id: tenant }) => tenant,
    },
  ];
  override readonly filters: readonly Filter[] = [{ name: 'q', label: 'Name or mailbox', kind: 'search' }];

  constructor() {
    super();
    this.isLoaded = false;
  }

  override idOf({ id }: IntegrationItem): string {
    return id;
  }

  override actions(): TemplateResult {
    return html`<a class="link-button primary" href=${formatRoute(['integrations', 'new'])}>Add an integration</a>`;
  }

  override empty(): unknown {
    return html`<p>
        An integration connects one Exchange deployment. Its equipment mailbox is a resource that the add-in invites;
        VMRKit reads and answers the mail it gets.
      </p>
      <p><a href=${formatRoute(['integrations', 'new'])}>Add the first one</a></p>`;
  }

  override panel(id: string, item: IntegrationItem | null): unknown {
    if (!this.isLoaded) return waiting('Loading the integration …');
    return html`<vmr-integration .app=${this.app} .integrationId=${id} @changed=${() => void this.reload()}></vmr-integration>
      ${
        item === null
          ? nothing
          : facts([
              ['Mail', item.provider],
              ['Add-in server', item.addin_server],
              ['Tenant', item.tenant_id],
              ...item.mailboxes.map(
                ({ name, email, state }) =>
                  [name, html`<span class="line">${email}</span> ${tag(state)}`] as const,
              ),
            ])
      }`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.selected !== null && !this.isLoaded) void this.#load();
    super.willUpdate(changed);
  }

  protected override render(): unknown {
    const isEditor = this.selected === 'new' || this.route.path[2] === 'edit';
    if (!isEditor) return super.render();
    if (!this.isLoaded) return waiting('Loading the editor …');
    return html`<vmr-integration-editor
      .app=${this.app}
      .route=${this.route}
      .integrationId=${this.selected === 'new' ? null : this.selected}
      @changed=${() => void this.reload()}
    ></vmr-integration-editor>`;
  }

  async #load(): Promise<void> {
    const { defineEditor } = await import('../editor/define-editor.ts');
    defineEditor();
    this.isLoaded = true;
  }
}
