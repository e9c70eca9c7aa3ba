import { ResponseCodeError } from '../ews/response-code-error.ts';
import { envelope, errorMessage, faultEnvelope, response } from '../ews/soap-envelope.ts';
import { invalidSyncState, refusedSync } from '../ews/sync-state.ts';
import type { Call } from '../http/ews-endpoint.ts';
import type { SandboxSettings } from '../sandbox-settings.ts';
import type { Fault } from './fault-injector.ts';

const busy = 'The server cannot service this request right now. Try again later.';

/** An answer after a fault was at it. `destroyAt` is the part after which the connection is cut, or null. */
export interface SpoiledAnswer {
  readonly text: string;
  readonly destroyAt: number | null;
}

/** Answers a call without carrying it out, where the fault is of that sort. Gives whether it did. */
export function answerInstead(
  fault: Fault,
  operation: string,
  { call, settings }: { readonly call: Call; readonly settings: SandboxSettings },
): boolean {
  const send = (status: number, type: string, text: string) => {
    call.record({ operation, status, response: text, isStream: false, spoiled: true });
    call.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
    call.response.end(text);
  };
  const soap = 'text/xml; charset=utf-8';
  switch (fault.kind) {
    case 'http-503':
      send(503, 'text/plain', 'Service Unavailable');
      return true;
    case 'http-500':
      send(500, 'text/plain', 'Internal Server Error');
      return true;
    case 'http-401':
      call.writeHead(401, { 'WWW-Authenticate': 'Basic realm="mail.sandbox.example"', 'Content-Length': 0 });
      call.response.end();
      return true;
    case 'html':
      send(200, 'text/html; charset=utf-8', '<!DOCTYPE html><html><body><form>Sign in</form></body></html>');
      return true;
    case 'reset':
      call.request.socket.resetAndDestroy();
      return true;
    case 'server-busy':
      send(500, soap, faultEnvelope(new ResponseCodeError('ErrorServerBusy', busy)));
      return true;
    case 'server-busy-with-back-off': {
      const details = new Map([['BackOffMilliseconds', String(fault.backOffMs)]]);
      send(500, soap, faultEnvelope(new ResponseCodeError('ErrorServerBusy', busy, details)));
      return true;
    }
    case 'fault':
      send(500, soap, faultEnvelope(new ResponseCodeError(fault.responseCode, 'A planned fault.')));
      return true;
    case 'inner-server-busy':
      send(200, soap, envelope(response(operation, [innerBusy(operation)]), settings.version));
      return true;
    case 'expired-sync-state':
      send(200, soap, envelope(response(operation, [expiredSyncState(operation)]), settings.version));
      return true;
    default:
      return false;
  }
}

function innerBusy(operation: string): string {
  const details = new Map([
    ['InnerErrorMessageText', busy],
    ['InnerErrorResponseCode', 'ErrorServerBusy'],
    ['InnerErrorDescriptiveLinkKey', '0'],
  ]);
  const error = new ResponseCodeError(
    'ErrorInternalServerError',
    'An internal server error occurred. The operation failed.',
    details,
  );
  return errorMessage(`${operation}ResponseMessage`, error, itemsIn.has(operation) ? '<m:Items/>' : '');
}

const itemsIn = new Set(['GetItem', 'CreateItem', 'UpdateItem', 'MoveItem', 'CopyItem']);

function expiredSyncState(operation: string): string {
  const name = operation === 'SyncFolderHierarchy' ? operation : 'SyncFolderItems';
  return errorMessage(`${operation}ResponseMessage`, invalidSyncState(), refusedSync[name]);
}

/** Changes an answer whose call was carried out. */
export function spoil(text: string, fault: Fault | null): SpoiledAnswer {
  switch (fault?.kind) {
    case 'lost-answer':
      return { text, destroyAt: 0 };
    case 'half-answer':
      return { text, destroyAt: 0.5 };
    case 'malformed':
      return { text: text.slice(0, -Math.ceil(text.length / 10)), destroyAt: null };
    case 'empty-items':
      return { text: text.replace(/<m:Items>.*?<\/m:Items>/gs, '<m:Items/>'), destroyAt: null };
    case 'illegal-characters':
      return { text: text.replace(/(<t:(?:Subject|Body)\b[^>]*>)/g, '$1&#x2;&#x0;'), destroyAt: null };
    case 'surrogate-references':
      return { text: text.replace(/[\u{10000}-\u{10FFFF}]/gu, asReferences), destroyAt: null };
    case 'byte-order-mark':
      return { text: `\uFEFF${text}`, destroyAt: null };
    case 'no-organizer':
      return { text: text.replace(/<t:(Organizer|From|Sender)>.*?<\/t:\1>/gs, ''), destroyAt: null };
    default:
      return { text, destroyAt: null };
  }
}

/** Each half of a character as a reference of its own, which XML forbids. */
function asReferences(character: string): string {
  return `&#${character.charCodeAt(0)};&#${character.charCodeAt(1)};`;
}
