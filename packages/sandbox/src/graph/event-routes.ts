import { deleteOccurrence } from '../model/apply-meeting-message.ts';
import type { CalendarItem, MeetingMessage } from '../model/item.ts';
import { type ItemView, viewOf } from '../model/item-view.ts';
import { occurrencesBetween } from '../model/occurrences.ts';
import { cancelMeeting } from '../model/organizer.ts';
import { cancelOccurrence } from '../model/organizer-occurrence.ts';
import { respond } from '../model/respond.ts';
import { json, nothing, odataContext, page } from './answers.ts';
import { oneEvent } from './event-entity.ts';
import { eventType, findOccurrenceView } from './event-json.ts';
import { readFilter, readOrder } from './filter.ts';
import { badRequest } from './graph-error.ts';
import { findEvent, masterOf } from './graph-ids.ts';
import type { GraphAnswer, MailboxContext } from './graph-request.ts';
import { asJson, readTime, textAsHtml } from './json-values.ts';
import type { GraphRoute } from './routes.ts';
import { readSelect } from './select.ts';
import { createEvent, patchEvent } from './write-event.ts';

/** Reading, answering, writing and deleting events. */
export const eventRoutes: readonly GraphRoute[] = [
  { operation: 'GET events', permission: 'Calendars.Read', run: listEvents },
  { operation: 'GET calendar/events', permission: 'Calendars.Read', run: listEvents },
  { operation: 'POST events', permission: 'Calendars.ReadWrite', run: createEvent },
  {
    operation: 'GET events/{id}',
    permission: 'Calendars.Read',
    run: (context) =>
      json(context, { ...odataContext(context, 'events/$entity'), ...oneEvent(context, eventOf(context)) }),
  },
  { operation: 'PATCH events/{id}', permission: 'Calendars.ReadWrite', run: patchEvent },
  { operation: 'DELETE events/{id}', permission: 'Calendars.ReadWrite', run: deleteEvent },
  { operation: 'GET events/{id}/instances', permission: 'Calendars.Read', run: listInstances },
  { operation: 'POST events/{id}/accept', permission: 'Calendars.ReadWrite', run: answering('Accept') },
  { operation: 'POST events/{id}/decline', permission: 'Calendars.ReadWrite', run: answering('Decline') },
  {
    operation: 'POST events/{id}/tentativelyAccept',
    permission: 'Calendars.ReadWrite',
    run: answering('Tentative'),
  },
  { operation: 'GET calendarView', permission: 'Calendars.Read', run: calendarView },
  { operation: 'GET calendar/calendarView', permission: 'Calendars.Read', run: calendarView },
];

type EventView = ItemView & { readonly item: CalendarItem };

/** The event that the path names. Throws 404. */
function eventOf({ org, mailbox, params }: MailboxContext): EventView {
  return findEvent(org, mailbox, params.id ?? '');
}

function calendarItems({ mailbox }: MailboxContext): CalendarItem[] {
  return [...mailbox.folder('calendar').items.values()].filter((item) => item.kind === 'calendar');
}

function listEvents(context: MailboxContext): GraphAnswer {
  const { org, mailbox, query } = context;
  const filter = query.get('$filter');
  if (filter !== undefined && /iCalUId/i.test(filter) && !org.switches.graphICalUIdFilter)
    throw badRequest("The property 'iCalUId' does not support filtering.", 'ErrorInvalidUrlQueryFilter');
  const test = readFilter(filter);
  const events = calendarItems(context)
    .map((item) => ({ ...viewOf(org, mailbox, item), item }))
    .filter(test);
  const order = readOrder(query.get('$orderby'));
  if (order) events.sort(order);
  readSelect(query.get('$select'), eventType);
  return page(context, events, { of: 'events', render: (view) => oneEvent(context, view) });
}

function range({ query }: MailboxContext): { readonly from: number; readonly until: number } {
  const read = (name: string) => {
    const text = query.get(name);
    if (text === undefined)
      throw badRequest(
        `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.`,
        'ErrorInvalidParameter',
      );
    // A plus sign that nobody encoded arrives as a space.
    return readTime(text.replace(' ', '+'), 'UTC', name);
  };
  return { from: read('startDateTime'), until: read('endDateTime') };
}

function within(context: MailboxContext, items: readonly CalendarItem[]): GraphAnswer {
  const { from, until } = range(context);
  const views = items.flatMap((item) =>
    occurrencesBetween(item, from, until).flatMap((each) => {
      const view = findOccurrenceView(context, item, each.originalStart);
      return view ? [view] : [];
    }),
  );
  readSelect(context.query.get('$select'), eventType);
  views.sort((a, b) => a.item.meeting.schedule.start - b.item.meeting.schedule.start);
  return page(context, views, { of: 'calendarView', render: (view) => oneEvent(context, view) });
}

function calendarView(context: MailboxContext): GraphAnswer {
  return within(context, calendarItems(context));
}

function listInstances(context: MailboxContext): GraphAnswer {
  return within(context, [masterOf(eventOf(context))]);
}

/** The newest request of the event in the inbox that nobody answered. */
function requestOf({ mailbox }: MailboxContext, { item }: EventView): MeetingMessage | undefined {
  const { cleanId, recurrenceId } = item.meeting;
  const messages = [...mailbox.folder('inbox').withCleanId(cleanId)];
  return messages.findLast(
    (each): each is MeetingMessage =>
      each.kind === 'meeting-request' &&
      each.answeredAs === null &&
      each.meeting.recurrenceId === recurrenceId,
  );
}

function answering(response: 'Accept' | 'Decline' | 'Tentative') {
  return (context: MailboxContext): GraphAnswer => {
    const { org, mailbox, request } = context;
    const entries = Object.entries(asJson(request.body ?? {}, 'body'));
    const parameters = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
    const send = parameters.get('sendresponse') ?? true;
    if (typeof send !== 'boolean') throw badRequest("The parameter 'SendResponse' is invalid.", 'BadRequest');
    if (!send && parameters.has('comment'))
      throw badRequest(
        'The comment cannot be set when the response is not sent. SendResponse must be true.',
        'ErrorInvalidRequest',
      );
    const comment = String(parameters.get('comment') ?? '');
    const view = eventOf(context);
    respond(org, mailbox, masterOf(view), {
      response,
      body: org.switches.graphComment === 'html' ? comment : textAsHtml(comment),
      send,
      saveCopy: true,
      occurrence: view.occurrence?.originalStart,
      request: requestOf(context, view),
    });
    return nothing(202);
  };
}

/** An organizer's deletion is a cancellation; an attendee's is told to nobody. */
function deleteEvent(context: MailboxContext): GraphAnswer {
  const { org, mailbox } = context;
  const view = eventOf(context);
  const item = masterOf(view);
  const originalStart = view.occurrence?.originalStart;
  const options = { send: 'all' } as const;
  if (item.isOrganizer && originalStart === undefined) cancelMeeting(org, mailbox, { item, options });
  else if (item.isOrganizer && originalStart !== undefined)
    cancelOccurrence(org, mailbox, { item, originalStart, options });
  else if (originalStart === undefined) mailbox.move(item, mailbox.folder('deleteditems'));
  else {
    deleteOccurrence(item, originalStart);
    mailbox.touch(item);
  }
  return nothing(204);
}
