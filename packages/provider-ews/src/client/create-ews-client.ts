import { deleteItems } from '../vendor/delete-items.ts';
import { findItems } from '../vendor/find-items.ts';
import type { EwsClient } from './ews-client.ts';
import type { EwsSession } from './ews-session.ts';
import { bookMeeting } from './operations/book-meeting.ts';
import { calendarView } from './operations/calendar-view.ts';
import { cancelMeetings } from './operations/cancel-meetings.ts';
import { readConfiguration, writeConfiguration } from './operations/configuration.ts';
import { createAnswers } from './operations/create-answers.ts';
import { getItems } from './operations/get-items.ts';
import { inspectInbox } from './operations/inspect-inbox.ts';
import { resolveName } from './operations/resolve-name.ts';
import { subscribe, unsubscribe } from './operations/subscriptions.ts';
import { syncInbox } from './operations/sync-inbox.ts';
import { updateBodies } from './operations/update-bodies.ts';

/**
 * The client of one mailbox: the vendor package for find and delete, our own code for the rest. Nothing is asked about
 * no items: Exchange refuses such a call as a whole.
 */
export function createEwsClient(session: EwsSession): EwsClient {
  return {
    mailbox: session.mailbox,
    getItems: async (ids, shape, options) =>
      ids.length === 0 ? [] : getItems(session, ids, { ...options, shape }),
    syncInbox: (state, limit, options) => syncInbox(session, state, { ...options, limit }),
    findItems: async (query, options = {}) =>
      query.meetings?.length === 0 ? { ids: [], last: true } : findItems(session, query, options),
    calendarView: (range, limit, options) => calendarView(session, range, { ...options, limit }),
    createAnswers: async (answers, options = {}) =>
      answers.length === 0 ? [] : createAnswers(session, answers, options),
    updateBodies: async (updates, options = {}) =>
      updates.length === 0 ? [] : updateBodies(session, updates, options),
    bookMeeting: (meeting, options = {}) => bookMeeting(session, meeting, options),
    cancelMeetings: async (ids, options = {}) =>
      ids.length === 0 ? [] : cancelMeetings(session, ids, options),
    deleteItems: async (ids, options = {}) => (ids.length === 0 ? [] : deleteItems(session, ids, options)),
    resolveName: (name, options = {}) => resolveName(session, name, options),
    subscribe: (options = {}) => subscribe(session, options),
    unsubscribe: (subscription, options = {}) => unsubscribe(session, subscription, options),
    readConfiguration: (options = {}) => readConfiguration(session, options),
    writeConfiguration: (content, options = {}) => writeConfiguration(session, content, options),
    inspectInbox: (options = {}) => inspectInbox(session, options),
  };
}
