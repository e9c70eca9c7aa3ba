import type { GraphFailure } from './graph-failure.ts';

/** What a refusal means to us, whatever its code. */
export type Meaning =
  | 'gone'
  | 'no-mailbox'
  | 'not-allowed'
  | 'mailbox-full'
  | 'cursor-lost'
  | 'stale'
  | 'transient'
  | 'other';

const MEANINGS: Readonly<Record<string, Meaning>> = {
  erroritemnotfound: 'gone',
  errorinvalidid: 'gone',
  errorinvalididmalformed: 'gone',
  errorcalendarcannotupdatedeleteditem: 'gone',
  erroraccessdenied: 'not-allowed',
  authorization_requestdenied: 'not-allowed',
  errornonexistentmailbox: 'no-mailbox',
  mailboxnotenabledforrestapi: 'no-mailbox',
  mailboxnothostedinexchangeonline: 'no-mailbox',
  errorinvaliduser: 'no-mailbox',
  request_resourcenotfound: 'no-mailbox',
  resourcenotfound: 'no-mailbox',
  errorquotaexceeded: 'mailbox-full',
  quotaexceededexception: 'mailbox-full',
  syncstatenotfound: 'cursor-lost',
  syncstateinvalid: 'cursor-lost',
  resyncrequired: 'cursor-lost',
  errorirresolvableconflict: 'stale',
  errorchangekeyrequiredforwriteoperations: 'stale',
};

const STATUS_MEANINGS: Readonly<Record<number, Meaning>> = {
  403: 'not-allowed',
  404: 'gone',
  410: 'cursor-lost',
  412: 'stale',
  500: 'transient',
  502: 'transient',
  503: 'transient',
  504: 'transient',
  507: 'mailbox-full',
};

/** Meaning of a `response`: its code decides, compared without case, then its status. */
export function meaningOf({ errorCode, status }: Pick<GraphFailure, 'errorCode' | 'status'>): Meaning {
  const byCode = MEANINGS[errorCode?.toLowerCase() ?? ''];
  return byCode ?? STATUS_MEANINGS[status ?? 0] ?? 'other';
}

const TOO_SLOW = new Set([500, 502, 504]);

/** A page that takes the server too long, as one does that holds a message it cannot serve. */
export function isTooSlow({ kind, status }: Pick<GraphFailure, 'kind' | 'status'>): boolean {
  return kind === 'response' && TOO_SLOW.has(status ?? 0);
}
