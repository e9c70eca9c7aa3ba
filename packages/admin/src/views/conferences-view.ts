import { html } from 'lit';
import type { Conference, OutboxItem, Reservation } from '../api/admin-types.ts';
import { formatRoute } from '../app/route.ts';
import { facts, tag } from '../parts/controls.ts';
import { type Column, type Filter, ListView } from '../parts/list-view.ts';
import { timeView } from '../parts/time-text.ts';

/** Scheduled conferences: search, and one of them beside the list. */
export class ConferencesView extends ListView<Conference> {
  readonly heading = 'Conferences';
  readonly intro = 'Meetings that have a Virtual Meeting Room (VMR) of their own.';
  readonly base = ['conferences'];
  readonly source = 'conferences';
  readonly columns: readonly Column<Conference>[] = [
    { title: 'Name', cell: ({ name }) => name, order: ({ name }) => name.toLowerCase() },
    {
      title: 'Organizer',
      isSecondary: true,
      cell: ({ organizer }) => organizer?.email ?? 'nobody',
      order: ({ organizer }) => organizer?.email ?? '',
    },
    {
      title: 'Alias',
      isSecondary: true,
      cell: ({ alias }) => html`<code>${alias}</code>`,
      order: ({ alias }) => alias,
    },
    { title: 'Start', cell: ({ start }) => timeView(start), order: ({ start }) => start ?? '' },
    {
      title: 'State',
      cell: ({ status, kind }) =>
        html`${tag(status, conferenceKind(status))} ${kind === 'series' ? tag('series') : ''}`,
    },
  ];
  override readonly filters: readonly Filter[] = [
    { name: 'q', label: 'Whole words of the subject', kind: 'search' },
    { name: 'organizer', label: 'Organizer’s whole e-mail', kind: 'search' },
    { name: 'alias', label: 'Whole alias', kind: 'search' },
    { name: 'correlation_id', label: 'Correlation id', kind: 'search' },
  ];

  override idOf({ id }: Conference): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>Meetings appear here as soon as somebody books one with the add-in.</p>
      <p><a href=${formatRoute(['integrations'])}>See the integrations</a></p>`;
  }

  override panel(id: string): unknown {
    return html`<vmr-conference
      .app=${this.app}
      .conferenceId=${id}
      @saved=${() => void this.reload()}
    ></vmr-conference>`;
  }
}

function conferenceKind(status: string): 'success' | 'plain' {
  return status === 'live' ? 'success' : 'plain';
}

/** What is still to be sent. */
export class QueueView extends ListView<OutboxItem> {
  readonly heading = 'Waiting answers';
  readonly intro =
    'Answers and updates that are still to be sent. Each is tried until it is sent or a newer one replaces it.';
  readonly base = ['conferences', 'queue'];
  readonly source = 'outbox';
  readonly columns: readonly Column<OutboxItem>[] = [
    { title: 'What', cell: owed, order: owed },
    {
      title: 'State',
      cell: ({ state, last_error: fault }) => tag(state, fault === null ? 'plain' : 'warning'),
      order: ({ state }) => state,
    },
    { title: 'Tries', cell: ({ tries }) => tries, order: ({ tries }) => tries },
    {
      title: 'Next try',
      cell: ({ next_try_at: at }) => (at === null ? 'at once' : timeView(at)),
      order: ({ next_try_at: at }) => at ?? '',
    },
  ];

  override idOf({ id }: OutboxItem): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>Nothing waits. Answers to organizers stand here until they are sent.</p>`;
  }

  override panel(_id: string, item: OutboxItem | null): unknown {
    if (item === null)
      return html`<h2 tabindex="-1">Answer</h2><p class="quiet">It was sent, or replaced by a newer one.</p>`;
    return html`<h2 tabindex="-1">${owed(item)}</h2>
      ${facts([
        ['State', item.state],
        ['Tries', item.tries],
        ['Next try', item.next_try_at === null ? 'at once' : timeView(item.next_try_at)],
        ['Last error', item.last_error],
        [
          'Conference',
          item.conference_id === null
            ? null
            : html`<a href=${formatRoute(['conferences', item.conference_id])}>Open</a>`,
        ],
        [
          'Correlation id',
          html`<a href=${formatRoute(['trace', item.correlation_id])}>${item.correlation_id}</a>`,
        ],
      ])}`;
  }
}

/** `Reply: accept new single meeting`. */
function owed({ kind, text }: OutboxItem): string {
  const words = text === null ? kind : `${kind}: ${text}`;
  const plain = words.replaceAll(/[-_]/g, ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Aliases that are kept for a meeting that was not sent yet. */
export class ReservationsView extends ListView<Reservation> {
  readonly heading = 'Reservations';
  readonly intro =
    'Aliases kept since somebody pressed the add-in’s button, until the meeting is sent or they lapse.';
  readonly base = ['conferences', 'reservations'];
  readonly source = 'reservations';
  readonly columns: readonly Column<Reservation>[] = [
    { title: 'Alias', cell: ({ alias }) => alias, order: ({ alias }) => alias },
    { title: 'State', cell: ({ state }) => tag(state), order: ({ state }) => state },
    { title: 'Since', cell: ({ created_at: at }) => timeView(at), order: ({ created_at: at }) => at },
  ];

  override idOf({ id }: Reservation): string {
    return id;
  }

  override empty(): unknown {
    return html`<p>No alias is reserved. One is kept as soon as somebody presses the add-in’s button.</p>`;
  }

  override panel(_id: string, item: Reservation | null): unknown {
    if (item === null)
      return html`<h2 tabindex="-1">Reservation</h2><p class="quiet">It is not among the rows shown here.</p>`;
    return html`<h2 tabindex="-1">${item.alias}</h2>
      ${facts([
        ['State', item.state],
        ['Tenant', item.tenant_id],
        ['Since', timeView(item.created_at)],
        ['Lapses', item.lapses_at === null ? null : timeView(item.lapses_at)],
        ['Id', item.id],
      ])}`;
  }
}
