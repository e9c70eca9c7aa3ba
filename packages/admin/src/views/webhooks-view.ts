import { html, nothing, type TemplateResult } from 'lit';
import type { Webhook, WebhookTest } from '../api/admin-types.ts';
import { bar, button, facts, problemBar, tag } from '../parts/controls.ts';
import { confirmed, showOnce } from '../parts/dialogs.ts';
import type { Column } from '../parts/list-view.ts';
import { ManagedList, NEW } from '../parts/managed-list.ts';
import { timeText, timeView } from '../parts/time-text.ts';

type EventType = Webhook['events'][number];

/** What each event is called; one that is missing does not compile. */
const eventTitles: Readonly<Record<EventType, string>> = {
  'conference.created': 'A conference is created',
  'conference.changed': 'A conference is changed',
  'conference.removed': 'A conference is removed',
  'alarm.raised': 'An alarm is raised',
  'alarm.cleared': 'An alarm is cleared',
};
const eventTypes = Object.keys(eventTitles) as EventType[];
const once = 'The receiver checks signatures with it. Copy it now: it is shown this once.';

/** What came of a test message. */
interface Tested extends WebhookTest {
  readonly id: string;
  readonly at: string;
}

/** Addresses that are told of events. */
export class WebhooksView extends ManagedList<Webhook> {
  readonly heading = 'Webhooks';
  readonly intro =
    'Addresses of your programs that are told when conferences and alarms change, signed as Standard Webhooks has it.';
  readonly add = 'Add a webhook';
  readonly base = ['webhooks'];
  readonly source = 'webhooks';
  readonly columns: readonly Column<Webhook>[] = [
    { title: 'Address', cell: ({ url }) => url, order: ({ url }) => url },
    { title: 'State', cell: stateTag, order: ({ enabled, failures }) => (enabled ? failures : -1) },
    {
      title: 'Last delivery',
      cell: ({ last_delivered_at: at }) => timeView(at),
      order: ({ last_delivered_at: at }) => at ?? '',
    },
    {
      title: 'Tenant',
      isSecondary: true,
      cell: ({ tenant_id: tenant }) => tenant,
      order: ({ tenant_id: tenant }) => tenant,
    },
  ];
  #events: ReadonlySet<EventType> = new Set(eventTypes);
  #tested: Tested | null = null;

  override idOf({ id }: Webhook): string {
    return id;
  }

  override begin(): Record<string, string> {
    this.#events = new Set(eventTypes);
    return { tenant_id: this.app.tenant || (this.app.tenants[0]?.id ?? 'default') };
  }

  override empty(): unknown {
    return html`<p>
      No program is told of events yet. A webhook that you add appears here, with its last delivery and its failures.
    </p>`;
  }

  override panel(id: string, item: Webhook | null): unknown {
    if (id === NEW) return this.newForm('Add a webhook', this.#fields(), () => this.#create());
    if (item === null)
      return html`<h2 tabindex="-1">Webhook</h2><p class="quiet">It is not among the rows shown here.</p>`;
    return this.#details(item);
  }

  #fields(): TemplateResult {
    return html`${this.field('url', 'Address', {
      type: 'url',
      help: 'https, reachable from the manager. Redirects are not followed.',
      placeholder: 'https://hooks.example.com/vmr',
    })}
      <fieldset class="choices" aria-describedby="entry-events-fault">
        <legend>Events</legend>
        ${eventTypes.map((each) => this.#eventChoice(each))}
        <div id="entry-events-fault">
          ${this.faultOf('events') === null ? nothing : html`<p class="fault">${this.faultOf('events')}</p>`}
        </div>
      </fieldset>
      ${this.field('description', 'Description', { help: 'What it is for, for whoever looks at it next.' })}
      ${this.choice('tenant_id', 'Tenant', [
        ...this.app.tenants.map(({ id, name }) => [id, name] as const),
        ...(this.app.account.role === 'operator'
          ? [['*', 'The deployment itself (its alarms)'] as const]
          : []),
      ])}`;
  }

  #eventChoice(type: EventType): TemplateResult {
    const id = `event-${type.replace('.', '-')}`;
    const set = (event: Event) => {
      const chosen = new Set(this.#events);
      if ((event.target as HTMLInputElement).checked) chosen.add(type);
      else chosen.delete(type);
      this.#events = chosen;
    };
    return html`<div class="field check">
      <input id=${id} type="checkbox" .checked=${this.#events.has(type)} @change=${set} />
      <label for=${id}>${eventTitles[type]}</label>
    </div>`;
  }

  async #create(): Promise<void> {
    const { url = '', description = '', tenant_id: tenant } = this.typed;
    const events = eventTypes.filter((each) => this.#events.has(each));
    const body = { url, description, tenant_id: tenant, events };
    const { id, secret } = await this.app.api.send<{ id: string; secret: string }>('POST', this.source, {
      body,
    });
    await this.reload();
    this.app.go([...this.base, id], this.route.query, true);
    await showOnce('The secret of the webhook', once, secret);
  }

  #details(webhook: Webhook): TemplateResult {
    const { id, url, events, description, enabled, version } = webhook;
    const toggle = () => this.changeEntry(id, version, { enabled: !enabled });
    const remove = () => this.deleteEntry(webhook, url, 'What waits for it is not sent any more.');
    return html`<h2 tabindex="-1">Webhook</h2>
      ${problemBar(this.problem)} ${failureBar(webhook)} ${this.#testBar(id)}
      ${facts([
        ['Address', url],
        ['State', stateTag(webhook)],
        [
          'Events',
          html`<ul class="plain-list">${events.map((each) => html`<li>${eventTitles[each]}</li>`)}</ul>`,
        ],
        ['Last delivery', timeView(webhook.last_delivered_at)],
        ['Failures in a row', String(webhook.failures)],
        ['Description', description],
        ['Tenant', webhook.tenant_id],
        ['Since', timeView(webhook.created_at)],
      ])}
      <div class="actions">
        ${button('Send a test', { isBusy: this.isBusy, press: () => void this.#test(id) })}
        ${button(enabled ? 'Switch off' : 'Switch on', { isBusy: this.isBusy, press: () => void toggle() })}
        ${button('New secret', { look: 'subtle', isBusy: this.isBusy, press: () => void this.#renew(id) })}
        ${button('Delete', { look: 'subtle', isBusy: this.isBusy, press: () => void remove() })}
      </div>`;
  }

  #testBar(id: string): unknown {
    const tested = this.#tested;
    if (tested?.id !== id) return nothing;
    const { delivered, error, at } = tested;
    return html`<div role="status">
      ${
        delivered
          ? bar('success', `The receiver took the test at ${timeText(at)}.`)
          : bar('error', `The test failed at ${timeText(at)}.`, `What came back: ${error}`)
      }
    </div>`;
  }

  #test(id: string): Promise<void> {
    return this.act(async () => {
      this.#tested = null;
      const came = await this.app.api.send<WebhookTest>('POST', `${this.source}/${id}/test`);
      this.#tested = { ...came, id, at: new Date().toISOString() };
    });
  }

  async #renew(id: string): Promise<void> {
    const text =
      'For a day messages are signed by the secret before too, so that the receiver can change over.';
    if (!(await confirmed({ title: 'Make a new secret?', text, action: 'Make it' }))) return;
    await this.act(async () => {
      const { secret } = await this.app.api.send<{ secret: string }>('POST', `${this.source}/${id}/secret`);
      await this.reload();
      await showOnce('The new secret of the webhook', once, secret);
    });
  }
}

function stateTag({ enabled, failures, paused_until: paused }: Webhook): TemplateResult {
  if (!enabled) return tag('off');
  if (paused !== null) return tag('failing', 'error');
  return failures > 0 ? tag('retrying', 'warning') : tag('on', 'success');
}

function failureBar({ enabled, failures, last_error: error, paused_until: paused }: Webhook): unknown {
  if (!enabled || failures === 0) return nothing;
  const next = paused === null ? 'It is tried again soon.' : `The next try is at ${timeText(paused)}.`;
  const heading = failures === 1 ? 'The last try failed.' : `The last ${failures} tries failed.`;
  return bar(paused === null ? 'warning' : 'error', heading, `What came back: ${error}. ${next}`);
}
