import type { RecordJson } from '../api/admin-types.ts';

/** What the form of a new integration begins with: the places of what a record cannot do without. */
export const newRecord: RecordJson = {
  general: { name: '' },
  mailbox: { provider: 'ews', settings: {}, mailboxes: [{ name: '', email: '' }] },
  single_use: { scheduled_alias_prefix: '', scheduled_alias_domain: '' },
  add_in: { server_fqdn: '' },
  callers: [{ provider: 'exchange', settings: {} }],
};
