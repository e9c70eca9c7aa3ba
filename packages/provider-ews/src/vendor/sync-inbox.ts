import type { EwsCallOptions, SyncPage } from '../client/ews-client.ts';
import type { EwsSession } from '../client/ews-session.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import type { Vendor } from './load-vendor.ts';
import { escaped, withVendorService } from './with-vendor-service.ts';

/** SyncFolderItems of the inbox, ids only. */
export async function syncInbox(
  session: EwsSession,
  state: string | null,
  { limit, ...options }: EwsCallOptions & { readonly limit: number },
): Promise<SyncPage> {
  const { result } = await withVendorService(session, {
    ...options,
    operation: 'SyncFolderItems',
    repeatable: true,
    use: async (service, vendor) => {
      const changes = await service.SyncFolderItems(
        vendorFolder(vendor, session, 'Inbox'),
        vendor.PropertySet.IdOnly,
        [],
        limit,
        vendor.SyncFolderItemsScope.NormalItems,
        state === null ? '' : escaped(state),
      );
      const ids: string[] = [];
      for (const change of changes.GetEnumerator()) {
        const told =
          change.ChangeType === vendor.ChangeType.Create || change.ChangeType === vendor.ChangeType.Update;
        const id = told ? change.ItemId?.UniqueId : null;
        if (id) ids.push(id);
      }
      return { ids, state: changes.SyncState, last: !changes.MoreChangesAvailable };
    },
  });
  if (!result?.state) throw new EwsFailure('malformed', { maySent: true });
  return result;
}

/** A folder of the session's mailbox as the vendor package names it. */
export function vendorFolder(vendor: Vendor, session: EwsSession, name: 'Inbox' | 'Calendar' | 'SentItems') {
  const folder = vendor.WellKnownFolderName[name];
  return session.impersonation
    ? new vendor.FolderId(folder)
    : new vendor.FolderId(folder, new vendor.Mailbox(escaped(session.mailbox)));
}
