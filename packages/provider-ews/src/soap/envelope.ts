import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { type Xml, xml } from './xml-text.ts';
import { childOf, childrenOf, findElement, textOf, type XmlElement } from './xml-tree.ts';

const MESSAGES_NS = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const TYPES_NS = 'http://schemas.microsoft.com/exchange/services/2006/types';
const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/';

/** `RequestServerVersion` values that we send (types.xsd, ExchangeVersionType; none exists for 2019 and SE). */
export type ServerVersion = 'Exchange2013_SP1' | 'Exchange2016';

/** Writes a request. `impersonate` is the SMTP address in whose name it runs. */
export function writeEnvelope(
  body: Xml,
  options: { readonly version: ServerVersion; readonly impersonate: string | null },
): string {
  const impersonation =
    options.impersonate === null
      ? null
      : xml`<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${options.impersonate}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  const text = xml`<s:Envelope xmlns:s="${SOAP_NS}" xmlns:m="${MESSAGES_NS}" xmlns:t="${TYPES_NS}"><s:Header><t:RequestServerVersion Version="${options.version}"/>${impersonation}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
  return `<?xml version="1.0" encoding="utf-8"?>${text}`;
}

/** The element inside the body of an answer. Throws EwsFailure for a fault and for what is no SOAP at all. */
export function bodyOf(envelope: XmlElement): XmlElement {
  if (envelope.name !== 'Envelope' || envelope.namespace !== SOAP_NS) {
    throw new EwsFailure('not-ews', { maySent: true });
  }
  const content = childOf(envelope, 'Body')?.children[0];
  if (!content) throw new EwsFailure('malformed', { maySent: true });
  if (content.name === 'Fault') throw faultOf(content);
  return content;
}

/** Version of the server as its answers' header tells it; null when it does not. */
export function serverVersionOf(envelope: XmlElement): string | null {
  const info = childOf(childOf(envelope, 'Header'), 'ServerVersionInfo')?.attributes;
  if (!info) return null;
  return [info.MajorVersion, info.MinorVersion, info.MajorBuildNumber, info.MinorBuildNumber]
    .map((part) => part ?? '0')
    .join('.');
}

/** One response message of a batch. */
export interface ResponseMessage {
  /** `NoError`, or what refused this one. */
  readonly code: string;
  readonly element: XmlElement;
}

/**
 * The response messages of an answer, in order. A server that is too busy and says so inside an
 * ErrorInternalServerError comes out as what it is.
 */
export function responseMessages(body: XmlElement): readonly ResponseMessage[] {
  return childrenOf(childOf(body, 'ResponseMessages')).map((element) => {
    // A `Warning` stands for what was not processed, as ErrorBatchProcessingStopped does (attribute ResponseClass).
    const succeeded = element.attributes.ResponseClass === 'Success';
    return { code: succeeded ? 'NoError' : innerCode(element), element };
  });
}

/** The failure that a response message stands for; null when it succeeded. */
export function failureOf(message: ResponseMessage): EwsFailure | null {
  if (message.code === 'NoError') return null;
  return codeFailure(message.code, message.element);
}

/** The one response message of a call that has one. Throws EwsFailure when it failed. */
export function soleMessage(body: XmlElement): XmlElement {
  const [message] = responseMessages(body);
  if (!message) throw new EwsFailure('malformed', { maySent: true });
  const failure = failureOf(message);
  if (failure) throw failure;
  return message.element;
}

function faultOf(fault: XmlElement): EwsFailure {
  const code = findElement(fault, 'ResponseCode')?.text ?? textOf(fault, 'faultcode') ?? '';
  return codeFailure(errorCode(code.slice(code.indexOf(':') + 1)), fault);
}

/** A code that refuses. What has not the form of one may be any text, which must reach no log. */
function errorCode(text: string | null): string {
  const code = text?.trim() ?? '';
  return /^Error[A-Za-z]{1,100}$/.test(code) ? code : 'ErrorInternalServerError';
}

function codeFailure(code: string, element: XmlElement): EwsFailure {
  const retryAfterMs = backOff(element);
  const facts = { responseCode: code, maySent: false, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  const meaning = meaningOf(code);
  if (meaning === 'throttled') return new EwsFailure('throttled', facts);
  return new EwsFailure('response', { ...facts, maySent: meaning === 'transient' });
}

/** A busy server may hide behind ErrorInternalServerError (page ews-throttling-in-exchange). */
function innerCode(element: XmlElement): string {
  const inner = messageValues(element).get('InnerErrorResponseCode');
  return inner && meaningOf(inner) === 'throttled' ? inner : errorCode(textOf(element, 'ResponseCode'));
}

function backOff(element: XmlElement): number | null {
  const text = messageValues(element).get('BackOffMilliseconds') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function messageValues(element: XmlElement): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const details = findElement(element, 'MessageXml');
  for (const value of childrenOf(details, 'Value')) {
    values.set(value.attributes.Name ?? '', value.text.trim());
  }
  return values;
}
