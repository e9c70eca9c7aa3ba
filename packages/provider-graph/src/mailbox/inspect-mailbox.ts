import { formatInstant, type MailboxInspection, MINUTE_MS, shift } from '@vmrkit/core';
import { decodeJwt } from 'jose';
import type { GraphCallOptions } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { graphRights } from '../rights.ts';
import { type GraphEvent, messageSchema } from './entities.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { kindOf } from './to-mailbox-message.ts';
import { parsedEvents } from './view-calendar.ts';

const LOOK = 25;
/** By then the calendar attendant has written an entry, if it is at work at all. */
const ATTENDED_AFTER_MS = 5 * MINUTE_MS;

/** What {@link inspectMailbox} is told besides the mailbox itself. */
export interface InspectOptions extends GraphCallOptions {
  /** The token that calls are made with: what Entra itself granted stands in it. */
  readonly token: string;
}

type Inspected = Pick<
  MailboxInspection,
  'unreadChanges' | 'automaticProcessing' | 'missingRights' | 'unscopedRights'
>;

/** Looks at the mailbox from outside: how requests are treated in it, and which rights there are. */
export async function inspectMailbox(
  context: MailboxContext,
  { token, ...options }: InspectOptions,
): Promise<Inspected> {
  const { client } = context;
  const refused: GraphFailure[] = [];
  const path = `${client.user}/mailFolders/inbox?$select=unreadItemCount`;
  const folder = await orRefused(refused, () => client.call({ method: 'GET', path }, options));
  const events = await orRefused(refused, () => recentEvents(context, options));
  const [failure] = refused;
  // Where nothing may be seen at all, the mailbox is out of scope or there is none.
  if (folder === null && events === null && failure) throw failure;
  const missing = [
    ...(folder === null ? ['Mail.ReadWrite'] : []),
    ...(events === null ? ['Calendars.ReadWrite'] : []),
  ];
  const lonely = folder && events?.length === 0 ? await hasLonelyRequest(context, options) : false;
  const unread = folder?.unreadItemCount;
  return {
    unreadChanges: typeof unread === 'number' ? unread : null,
    automaticProcessing: events === null ? null : lonely ? 'none' : processingOf(events),
    missingRights: missing,
    unscopedRights: unscopedOf(token),
  };
}

async function orRefused<T>(refused: GraphFailure[], act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    const denied =
      error instanceof GraphFailure && error.kind === 'response' && meaningOf(error) === 'not-allowed';
    if (!denied) throw error;
    refused.push(error);
    return null;
  }
}

async function recentEvents(
  { client }: MailboxContext,
  options: GraphCallOptions,
): Promise<readonly GraphEvent[]> {
  const properties = 'id,subject,body,organizer,isOrganizer,responseStatus,createdDateTime';
  const path = `${client.user}/events?$select=${properties}&$orderby=createdDateTime%20desc&$top=${LOOK}`;
  const { value } = await client.page(path, options);
  return parsedEvents(value).filter(({ isOrganizer }) => isOrganizer !== true);
}

/**
 * Under AutoAccept the mail system answers by itself and takes the body out of each entry, and puts the organizer's name
 * in the subject's place. An entry that keeps its body was written under AutoUpdate.
 */
export function processingOf(events: readonly GraphEvent[]): MailboxInspection['automaticProcessing'] {
  const [newest] = events;
  if (!newest) return null;
  return isEaten(newest) ? 'auto-accept' : 'auto-update';
}

function isEaten({ body, subject, organizer, responseStatus }: GraphEvent): boolean {
  const text = (body?.content ?? '').replace(/<[^>]*>/g, '').trim();
  const name = organizer?.emailAddress?.name?.trim() ?? '';
  const answered = responseStatus?.response?.toLowerCase() === 'accepted';
  return text === '' && answered && name !== '' && (subject ?? '').trim() === name;
}

/** A request that lies in the inbox for minutes, in a calendar without entries: nobody attends to the calendar. */
async function hasLonelyRequest(
  { client, clock }: MailboxContext,
  options: GraphCallOptions,
): Promise<boolean> {
  const before = formatInstant(shift(clock.now(), -ATTENDED_AFTER_MS));
  const filter = encodeURIComponent(`receivedDateTime lt ${before}`);
  const path = `${client.user}/mailFolders/inbox/messages?$filter=${filter}&$top=${LOOK}`;
  const { value } = await client.page(path, options);
  return value.some((entry) => {
    const message = messageSchema.safeParse(entry);
    return message.success && kindOf(message.data) === 'request' && message.data.isOutOfDate !== true;
  });
}

/** Rights that the token carries reach every mailbox of the tenant: those given to some mailboxes stand in no token. */
export function unscopedOf(token: string): readonly string[] {
  try {
    const { roles } = decodeJwt(token);
    return Array.isArray(roles) ? graphRights.filter((right) => roles.includes(right)) : [];
  } catch {
    return [];
  }
}
