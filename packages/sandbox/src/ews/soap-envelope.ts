import { ERRORS_NS, MESSAGES_NS, SOAP_NS, TYPES_NS } from './namespaces.ts';
import type { ResponseCodeError } from './response-code-error.ts';
import { escapeAttribute, escapeText } from './xml-text.ts';

const schemaNamespaces =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

/** Version attributes of `ServerVersionInfo`; the standard ones are those of a Subscription Edition build. */
export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly revision: number;
  readonly version: string;
}

/** Puts the markup of a response element into an envelope with the prefix `s:`. */
export function envelope(body: string, version: ServerVersion): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NS}"><s:Header>${versionInfo(version, 'h')}` +
    `</s:Header><s:Body ${schemaNamespaces}>${body}</s:Body></s:Envelope>`
  );
}

/** An envelope of a stream of notifications, which recorded servers write without a prefix. */
export function streamEnvelope(body: string, version: ServerVersion): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><Envelope xmlns="${SOAP_NS}"><soap11:Header xmlns:soap11="${SOAP_NS}">` +
    `${versionInfo(version, 'h')}</soap11:Header><soap11:Body xmlns:soap11="${SOAP_NS}">${body}</soap11:Body></Envelope>`
  );
}

/** A fault as recorded servers write it: code with prefix `a:`, `e:` in the detail, values in `t:MessageXml`. */
export function faultEnvelope(error: ResponseCodeError): string {
  const { responseCode, message, details } = error;
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NS}"><s:Body><s:Fault>` +
    `<faultcode xmlns:a="${TYPES_NS}">a:${responseCode}</faultcode>` +
    `<faultstring xml:lang="en-US">${escapeText(message)}</faultstring><detail>` +
    `<e:ResponseCode xmlns:e="${ERRORS_NS}">${responseCode}</e:ResponseCode>` +
    `<e:Message xmlns:e="${ERRORS_NS}">${escapeText(message)}</e:Message>${messageXml(details, 't')}` +
    '</detail></s:Fault></s:Body></s:Envelope>'
  );
}

/** The namespaces that every response element declares. */
const responseNamespaces = `xmlns:m="${MESSAGES_NS}" xmlns:t="${TYPES_NS}"`;

/** The markup of one error inside a response. `inner` follows the error, as `<m:Items/>` does. */
export function errorMessage(name: string, error: ResponseCodeError, inner = ''): string {
  return refusal('Error', name, error, inner);
}

/** The markup of one warning inside a response. */
export function warningMessage(name: string, warning: ResponseCodeError, inner: string): string {
  return refusal('Warning', name, warning, inner);
}

function refusal(
  responseClass: 'Error' | 'Warning',
  name: string,
  error: ResponseCodeError,
  inner: string,
): string {
  return (
    `<m:${name} ResponseClass="${responseClass}"><m:MessageText>${escapeText(error.message)}</m:MessageText>` +
    `<m:ResponseCode>${error.responseCode}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>` +
    `${messageXml(error.details, 'm')}${inner}</m:${name}>`
  );
}

/** The markup of one success inside a response. */
export function successMessage(name: string, inner = ''): string {
  return `<m:${name} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inner}</m:${name}>`;
}

/** A response element with its messages. */
export function response(operation: string, messages: readonly string[]): string {
  return (
    `<m:${operation}Response ${responseNamespaces}><m:ResponseMessages>${messages.join('')}` +
    `</m:ResponseMessages></m:${operation}Response>`
  );
}

function messageXml(details: ReadonlyMap<string, string>, prefix: 'm' | 't'): string {
  if (details.size === 0) return '';
  const declaration = prefix === 't' ? ` xmlns:t="${TYPES_NS}"` : '';
  const values = [...details].map(
    ([name, value]) => `<t:Value Name="${escapeAttribute(name)}">${escapeText(value)}</t:Value>`,
  );
  return `<${prefix}:MessageXml${declaration}>${values.join('')}</${prefix}:MessageXml>`;
}

function versionInfo(version: ServerVersion, prefix: string): string {
  return (
    `<${prefix}:ServerVersionInfo MajorVersion="${version.major}" MinorVersion="${version.minor}" ` +
    `MajorBuildNumber="${version.build}" MinorBuildNumber="${version.revision}" Version="${version.version}" ` +
    `xmlns:${prefix}="${TYPES_NS}" xmlns="${TYPES_NS}" ${schemaNamespaces}/>`
  );
}
