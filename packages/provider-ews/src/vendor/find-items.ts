import type { Instant } from '@vmrkit/core';
import type { SearchFilter as Filter } from 'ews-javascript-api';
import type { EwsCallOptions, EwsFolder, FindQuery, FoundPage } from '../client/ews-client.ts';
import type { EwsSession } from '../client/ews-session.ts';
import { EXTENDED } from '../client/item-shapes.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import type { Vendor } from './load-vendor.ts';
import { vendorFolder } from './vendor-folder.ts';
import { escaped, withVendorService } from './with-vendor-service.ts';

const FOLDERS = { inbox: 'Inbox', calendar: 'Calendar', sentitems: 'SentItems' } as const satisfies Record<
  EwsFolder,
  string
>;

/** FindItem with a restriction and pages; ids only. A page larger than the server's policy allows is asked smaller. */
export async function findItems(
  session: EwsSession,
  query: FindQuery,
  options: EwsCallOptions,
): Promise<FoundPage> {
  try {
    return await findPage(session, query, options);
  } catch (error) {
    const tooLarge = error instanceof EwsFailure && error.reason === 'ErrorExceededFindCountLimit';
    if (!tooLarge || query.limit <= 1) throw error;
    return findItems(session, { ...query, limit: Math.floor(query.limit / 2) }, options);
  }
}

async function findPage(session: EwsSession, query: FindQuery, options: EwsCallOptions): Promise<FoundPage> {
  const { result } = await withVendorService(session, {
    ...options,
    operation: 'FindItem',
    repeatable: true,
    use: async (service, vendor) => {
      const view = new vendor.ItemView(query.limit, query.offset, vendor.OffsetBasePoint.Beginning);
      view.PropertySet = vendor.PropertySet.IdOnly;
      view.OrderBy.Add(vendor.ItemSchema.DateTimeReceived, vendor.SortDirection.Ascending);
      const folder = vendorFolder(vendor, session, FOLDERS[query.folder]);
      const filter = filterOf(vendor, query);
      const found = filter
        ? await service.FindItems(folder, filter, view)
        : await service.FindItems(folder, view);
      return {
        ids: found.Items.map((item) => item.Id.UniqueId),
        last: !found.MoreAvailable,
      };
    },
  });
  if (!result) throw new EwsFailure('malformed', { maySent: true });
  return result;
}

interface AttributeWriter {
  WriteAttributeValue(name: string, value: string | number): void;
}

/**
 * CleanGlobalObjectId as a property to search by. It writes its own attributes: the package's way needs
 * `util.isNullOrUndefined`, which Node dropped in version 23.
 */
function cleanGlobalObjectId(vendor: Vendor) {
  const { id } = EXTENDED.cleanGlobalObjectId;
  const { DefaultExtendedPropertySet, ExtendedPropertyDefinition, MapiPropertyType } = vendor;
  return Object.assign(
    new ExtendedPropertyDefinition(DefaultExtendedPropertySet.Meeting, id, MapiPropertyType.Binary),
    {
      WriteAttributesToXml: (writer: AttributeWriter) => {
        writer.WriteAttributeValue('DistinguishedPropertySetId', 'Meeting');
        writer.WriteAttributeValue('PropertyId', id);
        writer.WriteAttributeValue('PropertyType', 'Binary');
      },
    },
  );
}

function filterOf(vendor: Vendor, query: FindQuery): Filter | null {
  const { SearchFilter, LogicalOperator } = vendor;
  const filters: Filter[] = [];
  if (query.meetings) {
    const property = cleanGlobalObjectId(vendor);
    const [first, ...more] = query.meetings.map(
      (meeting) => new SearchFilter.IsEqualTo(property, escaped(meeting)),
    );
    if (first) {
      filters.push(
        more.length === 0
          ? first
          : new SearchFilter.SearchFilterCollection(LogicalOperator.Or, [first, ...more]),
      );
    }
  }
  const time = (at: Instant) => new vendor.DateTime(at, vendor.DateTimeKind.Utc);
  if (query.receivedBefore !== undefined) {
    filters.push(new SearchFilter.IsLessThan(vendor.ItemSchema.DateTimeReceived, time(query.receivedBefore)));
  }
  if (query.sentAfter !== undefined) {
    filters.push(
      new SearchFilter.IsGreaterThanOrEqualTo(vendor.ItemSchema.DateTimeSent, time(query.sentAfter)),
    );
  }
  if (query.startsBefore !== undefined) {
    filters.push(new SearchFilter.IsLessThan(vendor.AppointmentSchema.Start, time(query.startsBefore)));
  }
  const [only] = filters;
  if (filters.length <= 1) return only ?? null;
  return new SearchFilter.SearchFilterCollection(LogicalOperator.And, filters);
}
