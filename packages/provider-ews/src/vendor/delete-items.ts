import type { EwsCallOptions } from '../client/ews-client.ts';
import type { EwsSession } from '../client/ews-session.ts';
import { responseMessages } from '../soap/envelope.ts';
import { escaped, withVendorService } from './with-vendor-service.ts';

/** DeleteItem, recoverable by an administrator alone, telling nobody; response codes in order. */
export async function deleteItems(
  session: EwsSession,
  ids: readonly string[],
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const { answer } = await withVendorService(session, {
    ...options,
    operation: 'DeleteItem',
    repeatable: true,
    batch: true,
    use: (service, vendor) =>
      service.DeleteItems(
        ids.map((id) => new vendor.ItemId(escaped(id))),
        vendor.DeleteMode.SoftDelete,
        vendor.SendCancellationsMode.SendToNone,
        vendor.AffectedTaskOccurrence.AllOccurrences,
      ),
  });
  const codes = responseMessages(answer.body).map((message) => message.code);
  return ids.map((_, place) => codes[place] ?? 'ErrorInternalServerError');
}
