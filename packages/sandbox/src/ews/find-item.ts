import type { Folder } from '../model/folder.ts';
import type { CalendarItem, Item } from '../model/item.ts';
import { type ItemView, occurrenceView, viewOf } from '../model/item-view.ts';
import { type Occurrence, occurrencesBetween } from '../model/occurrences.ts';
import type { RealitySwitches } from '../switches.ts';
import { attempt } from './attempt.ts';
import { searchedItems } from './comparable-field.ts';
import type { EwsContext } from './ews-context.ts';
import { findFolder, type PlacedFolder } from './find-folder.ts';
import { type ItemShape, readShape } from './item-shape.ts';
import { refuseNotSimulated } from './not-simulated.ts';
import { pageOf, readPageSize } from './paging.ts';
import { readTime } from './read-item.ts';
import { renderItem } from './render-item.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { type Restriction, readField, readRestriction } from './restriction.ts';
import { checkChildren, requiredAttribute, requiredChild, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import { child, type XmlNode } from './xml-node.ts';

const pageLimit = 1_000;
const restrictedPageLimit = 250;
const viewLimit = 1_000;
const twoYearsMs = 2 * 366 * 86_400_000;
const order = [
  'ItemShape',
  'IndexedPageItemView',
  'FractionalPageItemView',
  'CalendarView',
  'ContactsView',
  'GroupBy',
  'DistinguishedGroupBy',
  'Restriction',
  'SortOrder',
  'ParentFolderIds',
  'QueryString',
];

const notPlayed = [
  'FractionalPageItemView',
  'ContactsView',
  'GroupBy',
  'DistinguishedGroupBy',
  'QueryString',
];

/** FindItem: pages of a folder with restriction and order, or the occurrences in a CalendarView. */
export function findItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, order);
  requiredAttribute(request, 'Traversal', ['Shallow', 'SoftDeleted', 'Associated']);
  refuseNotSimulated(request, notPlayed);
  const shape = readShape(requiredChild(request, 'ItemShape'), context.org.switches);
  const restrictionNode = child(request, 'Restriction');
  const restriction =
    restrictionNode && readRestriction(searchedItems(context.org.switches), restrictionNode);
  const calendarView = child(request, 'CalendarView');
  const messages = requiredChildren(request, 'ParentFolderIds').map((each) =>
    attempt('FindItemResponseMessage', () => {
      const placed = findFolder(context, each);
      const root = calendarView
        ? calendarPage(context, placed, { view: calendarView, shape })
        : indexedPage(context, placed, { request, shape, restriction });
      return successMessage('FindItemResponseMessage', root);
    }),
  );
  return response('FindItem', messages);
}

function calendarPage(
  context: EwsContext,
  { folder, mailbox }: PlacedFolder,
  args: { readonly view: XmlNode; readonly shape: ItemShape },
): string {
  if (folder.distinguishedName !== 'calendar') {
    throw new ResponseCodeError(
      'ErrorCalendarFolderIsInvalidForCalendarView',
      'The folder is not a calendar folder.',
    );
  }
  const from = readTime(requiredAttribute(args.view, 'StartDate'));
  const until = readTime(requiredAttribute(args.view, 'EndDate'));
  if (until < from) {
    throw new ResponseCodeError(
      'ErrorCalendarEndDateIsEarlierThanStartDate',
      'EndDate is earlier than StartDate.',
    );
  }
  if (until - from > twoYearsMs) {
    throw new ResponseCodeError(
      'ErrorCalendarViewRangeTooBig',
      'The specified view range exceeds the maximum range of two years.',
    );
  }
  const found: { readonly master: CalendarItem; readonly occurrence: Occurrence }[] = [];
  for (const item of folder.items.values()) {
    if (item.kind !== 'calendar') continue;
    const { recurrence, start, end } = item.meeting.schedule;
    // Most entries are single and far away: no call, no allocation for those.
    if (!recurrence && (start >= until || end < from)) continue;
    for (const occurrence of occurrencesBetween(item, from, until)) found.push({ master: item, occurrence });
  }
  found.sort((a, b) => a.occurrence.start - b.occurrence.start);
  const page = found.slice(0, readPageSize(args.view, viewLimit));
  const views = page.map((each) => occurrenceView(context.org, mailbox, { ...each, inFind: true }));
  return rootFolder(views, args.shape, { total: found.length, last: page.length === found.length });
}

function indexedPage(
  context: EwsContext,
  { folder, mailbox }: PlacedFolder,
  args: {
    readonly request: XmlNode;
    readonly shape: ItemShape;
    readonly restriction: Restriction<Item> | null;
  },
): string {
  const { request, shape, restriction } = args;
  const items = select(folder, restriction);
  sort(items, child(request, 'SortOrder'), context.org.switches);
  if (request.attributes.Traversal === 'Associated') items.length = 0;
  const view = child(request, 'IndexedPageItemView');
  const { page, next, isLast } = pageOf(items, view, restriction ? restrictedPageLimit : pageLimit);
  const views = page.map((item) => viewOf(context.org, mailbox, item, true));
  return rootFolder(views, shape, { total: items.length, last: isLast, next });
}

function select(folder: Folder, restriction: Restriction<Item> | null): Item[] {
  const candidates = restriction?.candidates(folder) ?? folder.items.values();
  const items: Item[] = [];
  for (const item of candidates) if (!restriction || restriction.matches(item)) items.push(item);
  return items.reverse();
}

function sort(items: Item[], order: XmlNode | null, switches: RealitySwitches): void {
  if (!order) return;
  const fields = order.children.map((each) => ({
    read: readField(searchedItems(switches), each).read,
    sign: each.attributes.Order === 'Descending' ? -1 : 1,
  }));
  items.sort((a, b) => {
    for (const { read, sign } of fields) {
      const left = read(a) ?? '';
      const right = read(b) ?? '';
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function rootFolder(
  views: readonly ItemView[],
  shape: ItemShape,
  page: { readonly total: number; readonly last: boolean; readonly next?: number },
): string {
  const next = page.next === undefined ? '' : ` IndexedPagingOffset="${page.next}"`;
  let items = '';
  for (const view of views) items += renderItem(view, shape);
  return (
    `<m:RootFolder${next} TotalItemsInView="${page.total}" IncludesLastItemInRange="${page.last}">` +
    `<t:Items>${items}</t:Items></m:RootFolder>`
  );
}
