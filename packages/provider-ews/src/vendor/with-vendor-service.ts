import type { ExchangeService } from 'ews-javascript-api';
import type { EwsSession, OperationOptions } from '../client/ews-session.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { soleMessage } from '../soap/envelope.ts';
import { escapeXml } from '../soap/xml-text.ts';
import type { EwsAnswer } from '../transport/read-answer.ts';
import { loadVendor, type Vendor } from './load-vendor.ts';

type XhrAnswer = Awaited<ReturnType<ExchangeService['XHRApi']['xhr']>>;

/** What one use of the vendor package is. */
export interface VendorUse<T> extends OperationOptions {
  readonly operation: string;
  /** A batch, whose messages fail one by one: the caller reads them from the answer. */
  readonly batch?: boolean;
  use(service: ExchangeService, vendor: Vendor): Promise<T>;
}

/** What came of it: the vendor's result, and the answer that it was read from. */
export interface VendorResult<T> {
  readonly result: T | null;
  readonly answer: EwsAnswer;
}

/**
 * Runs one call of the vendor package over our own channel. It gets a service of its own, since impersonation and
 * transport are that object's state. It sees only clean, well-formed answers without errors: failures are told from
 * the status and the XML before it reads them. It escapes nothing, so whatever is put into it goes through
 * {@link escaped} first.
 */
export async function withVendorService<T>(
  session: EwsSession,
  { use, operation, batch, ...options }: VendorUse<T>,
): Promise<VendorResult<T>> {
  const vendor = await loadVendor();
  let answer: EwsAnswer | null = null;
  let failure: unknown = null;
  const service = newService(vendor, session);
  service.XHRApi = {
    apiName: 'vmrkit',
    xhr: async (request) => {
      try {
        answer = await session.channel.call({
          operation,
          mailbox: session.mailbox,
          envelope: String(request.data),
          ...options,
        });
        if (!batch) soleMessage(answer.body);
        return xhrAnswer(answer.text);
      } catch (error) {
        failure = error;
        throw Object.assign(new Error('The call failed.'), { status: 0 });
      }
    },
    xhrStream: () => Promise.reject(new Error('Streams are not the vendor package’s.')),
    disconnect: () => undefined,
  };
  let result: T | null = null;
  try {
    result = await use(service, vendor);
  } catch (error) {
    if (failure !== null) throw failure;
    if (!batch || answer === null) throw new EwsFailure('malformed', { maySent: true, cause: error });
  }
  if (failure !== null) throw failure;
  if (answer === null) throw new EwsFailure('malformed', { maySent: false });
  return { result, answer };
}

/** A string as the vendor package must be given it: it writes what it gets as XML. */
export function escaped(text: string): string {
  return escapeXml(text);
}

function newService(vendor: Vendor, session: EwsSession): ExchangeService {
  const version =
    vendor.ExchangeVersion[session.version === 'Exchange2016' ? 'Exchange2016' : 'Exchange2013_SP1'];
  const service = new vendor.ExchangeService(version, vendor.TimeZoneInfo.Utc);
  service.Url = new vendor.Uri(escaped(session.url));
  service.Credentials = new vendor.WebCredentials('placeholder', 'placeholder');
  if (session.impersonation) {
    service.ImpersonatedUserId = new vendor.ImpersonatedUserId(
      vendor.ConnectingIdType.SmtpAddress,
      escaped(session.mailbox),
    );
  }
  return service;
}

/** As much of an XMLHttpRequest as the vendor package looks at. */
function xhrAnswer(text: string): XhrAnswer {
  const answer: unknown = {
    status: 200,
    statusText: 'OK',
    responseText: text,
    response: text,
    getAllResponseHeaders: () => '',
    getResponseHeader: () => null,
  };
  return answer as XhrAnswer;
}
