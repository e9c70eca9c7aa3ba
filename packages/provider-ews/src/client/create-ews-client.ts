import { deleteItems } from '../vendor/delete-items.ts';
import { findItems } from '../vendor/find-items.ts';
import type { EwsClient } from './ews-client.ts';
import type { EwsSession } from './ews-session.ts';
import { calendarView } from './operations/calendar-view.ts';
import { readConfiguration, writeConfiguration } from './operations/configuration.ts';
import { createAnswers } from './operations/create-answers.ts';
import { getItems } from './operations/get-items.ts';
import { inspectInbox } from './operations/inspect-inbox.ts';
import { resolveName } from './operations/resolve-name.ts';
import { subscribe, unsubscribe } from './operations/subscriptions.ts';
import { syncInbox } from './operations/sync-inbox.ts';
import { updateBodies } from './operations/update-bodies.ts';

/** The client of one mailbox: the vendor package for find and delete, our own code for the rest. */
export function createEwsClient(session: EwsSession): EwsClient {
  return {
    mailbox: session.mailbox,
    getItems: (ids, shape, options) => getItems(session, ids, { ...options, shape }),
    syncInbox: (state, limit, options) => syncInbox(session, state, { ...options, limit }),
    findItems: (query, options = {}) => findItems(session, query, options),
    calendarView: (range, limit, options) => calendarView(session, range, { ...options, limit }),
    createAnswers: (answers, options = {}) => createAnswers(session, answers, options),
    updateBodies: (updates, options = {}) => updateBodies(session, updates, options),
    deleteItems: (ids, options = {}) => deleteItems(session, ids, options),
    resolveName: (name, options = {}) => resolveName(session, name, options),
    subscribe: (options = {}) => subscribe(session, options),
    unsubscribe: (subscription, options = {}) => unsubscribe(session, subscription, options),
    readConfiguration: (options = {}) => readConfiguration(session, options),
    writeConfiguration: (content, options = {}) => writeConfiguration(session, content, options),
    inspectInbox: (options = {}) => inspectInbox(session, options),
  };
}
