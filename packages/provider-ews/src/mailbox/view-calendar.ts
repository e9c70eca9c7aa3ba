import { type CalendarOccurrence, DAY_MS, type Interval, instant, MINUTE_MS } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient } from '../client/ews-client.ts';
import { identityOf, itemIdOf, sequenceOf, stampOf, timeOf } from '../client/item-properties.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { textOf, type XmlElement } from '../soap/xml-tree.ts';
import { chunks } from './chunks.ts';

/** Entries a view; more are cut off without a way to page. */
const VIEW_LIMIT = 1_000;
/** A view may span two years (ErrorCalendarViewRangeTooBig). */
const LONGEST_MS = 365 * DAY_MS;
const LOOK_BATCH = 100;
/** Views in a row that a range may take: two years with a full view each week come to about 300. */
const MOST_VIEWS = 1_000;
const MOST_ITEMS = 100_000;

/** Instances and single meetings that touch the range, by ever shorter views where one was cut off. */
export async function viewCalendar(
  client: EwsClient,
  range: Interval,
  options: EwsCallOptions,
): Promise<readonly CalendarOccurrence[]> {
  const items = await viewItems(client, range, options);
  const bare = items.filter((item) => isInstance(item) && timeOf(item, 'OriginalStart') === null);
  const facts = await originalStarts(client, bare, options);
  return items.flatMap((item) => {
    const occurrence = toOccurrence(facts.get(itemIdOf(item)?.id ?? '') ?? item);
    return occurrence ? [occurrence] : [];
  });
}

/** The items of a view, each once. Throws EwsFailure `too-large` for a server that
 * cuts off view after view. */
export async function viewItems(
  client: EwsClient,
  range: Interval,
  options: EwsCallOptions,
): Promise<readonly XmlElement[]> {
  const found = new Map<string, XmlElement>();
  const open: Interval[] = [range];
  let views = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const length = next.end - next.start;
    if (length <= 0) continue;
    views += 1;
    if (views > MOST_VIEWS || found.size > MOST_ITEMS) throw new EwsFailure('too-large', { maySent: true });
    const view = length > LONGEST_MS ? null : await client.calendarView(next, VIEW_LIMIT, options);
    if (view === null || (!view.complete && length > MINUTE_MS)) {
      const middle = instant(next.start + Math.floor(length / 2));
      open.push({ start: middle, end: next.end }, { start: next.start, end: middle });
      continue;
    }
    for (const item of view.items) {
      const id = itemIdOf(item)?.id;
      if (id !== undefined) found.set(id, item);
    }
  }
  return [...found.values()];
}

/** Pattern start of an instance; null for a single meeting. */
export function patternStart(item: XmlElement): CalendarOccurrence['originalStart'] {
  if (!isInstance(item)) return null;
  return timeOf(item, 'OriginalStart') ?? timeOf(item, 'RecurrenceId') ?? timeOf(item, 'Start');
}

function isInstance(item: XmlElement): boolean {
  const type = textOf(item, 'CalendarItemType');
  return type === 'Occurrence' || type === 'Exception';
}

/** A view need not tell the pattern start of what it shows; the items themselves do. */
async function originalStarts(
  client: EwsClient,
  items: readonly XmlElement[],
  options: EwsCallOptions,
): Promise<ReadonlyMap<string, XmlElement>> {
  const facts = new Map<string, XmlElement>();
  const ids = items.flatMap((item) => itemIdOf(item)?.id ?? []);
  for (const batch of chunks(ids, LOOK_BATCH)) {
    const answers = await client.getItems(batch, 'facts', options);
    answers.forEach((answer, place) => {
      if (answer.kind === 'item') facts.set(batch[place] ?? '', answer.element);
    });
  }
  return facts;
}

function toOccurrence(item: XmlElement): CalendarOccurrence | null {
  const identity = identityOf(item);
  const start = timeOf(item, 'Start');
  const end = timeOf(item, 'End');
  if (!identity || start === null || end === null || end < start) return null;
  return {
    identity,
    start,
    end,
    originalStart: patternStart(item),
    cancelled: textOf(item, 'IsCancelled') === 'true',
    sequence: sequenceOf(item),
    stamp: stampOf(item),
  };
}
