import type { Interval } from '@vmrkit/core';
import { writeDateTime } from '../../soap/date-time.ts';
import { soleMessage } from '../../soap/envelope.ts';
import { type Xml, xml } from '../../soap/xml-text.ts';
import { childOf, type XmlElement } from '../../soap/xml-tree.ts';
import type { EwsCallOptions } from '../ews-client.ts';
import { callOperation, type EwsSession, folderElement } from '../ews-session.ts';
import { VIEW_SHAPE } from '../item-shapes.ts';

/** FindItem with a CalendarView, which shows series by their instances and never pages (page calendarview). */
export async function calendarView(
  session: EwsSession,
  range: Interval,
  { limit, ...options }: EwsCallOptions & { readonly limit: number },
): Promise<{ readonly items: readonly XmlElement[]; readonly complete: boolean }> {
  const { body } = await callOperation(session, 'FindItem', {
    ...options,
    repeatable: true,
    body: calendarViewBody(session, range, limit),
  });
  const root = childOf(soleMessage(body), 'RootFolder');
  return {
    items: childOf(root, 'Items')?.children ?? [],
    complete: root?.attributes.IncludesLastItemInRange !== 'false',
  };
}

function calendarViewBody(session: EwsSession, range: Interval, limit: number): Xml {
  return xml`<m:FindItem Traversal="Shallow">${VIEW_SHAPE}<m:CalendarView MaxEntriesReturned="${limit}" StartDate="${writeDateTime(range.start)}" EndDate="${writeDateTime(range.end)}"/><m:ParentFolderIds>${folderElement(session, 'calendar')}</m:ParentFolderIds></m:FindItem>`;
}
