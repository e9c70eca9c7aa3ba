import { type MailboxMark, readMailboxMark, writeMailboxMark } from '@vmrkit/core';
import type { GraphCallOptions } from '../client/graph-client.ts';
import { EXTENDED, expandOf, extendedOf, extendedSchema } from './extended-properties.ts';
import type { MailboxContext } from './mailbox-context.ts';

/** The mark lies in a property of the inbox, where no person sees it. */
export async function readMark(
  { client }: MailboxContext,
  options: GraphCallOptions,
): Promise<MailboxMark | null> {
  const expand = encodeURIComponent(expandOf(['mark']));
  const path = `${client.user}/mailFolders/inbox?$select=id&$expand=${expand}`;
  const folder = await client.call({ method: 'GET', path }, options);
  const properties = extendedSchema.parse(folder.singleValueExtendedProperties);
  return readMailboxMark(extendedOf({ singleValueExtendedProperties: properties }, 'mark'));
}

/** Replaces it. */
export async function writeMark(
  { client }: MailboxContext,
  mark: MailboxMark,
  options: GraphCallOptions,
): Promise<void> {
  const value = writeMailboxMark(mark);
  const body = { singleValueExtendedProperties: [{ id: EXTENDED.mark, value }] };
  await client.call({ method: 'PATCH', path: `${client.user}/mailFolders/inbox`, body }, options);
}
