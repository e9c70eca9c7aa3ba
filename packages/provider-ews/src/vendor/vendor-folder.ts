import type { EwsSession } from '../client/ews-session.ts';
import type { Vendor } from './load-vendor.ts';
import { escaped } from './with-vendor-service.ts';

/** A folder of the session's mailbox as the vendor package names it. */
export function vendorFolder(vendor: Vendor, session: EwsSession, name: 'Inbox' | 'Calendar' | 'SentItems') {
  const folder = vendor.WellKnownFolderName[name];
  return session.impersonation
    ? new vendor.FolderId(folder)
    : new vendor.FolderId(folder, new vendor.Mailbox(escaped(session.mailbox)));
}
