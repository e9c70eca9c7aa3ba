import { Router } from 'express';
import { z } from 'zod';
import type { CalendarItem } from '../model/item.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { cancelMeeting, createMeeting, updateMeeting } from '../model/organizer.ts';
import { cancelOccurrence, updateOccurrence } from '../model/organizer-occurrence.ts';
import { forge, redeliver, sendCopy, sendPlainMail } from '../model/unsolicited.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { AdminError } from './admin-error.ts';
import {
  cancelSchema,
  copySchema,
  forgerySchema,
  mailSchema,
  meetingChangeSchema,
  meetingSchema,
  occurrenceCancelSchema,
  occurrenceChangeSchema,
} from './admin-schemas.ts';
import { itemJson } from './item-json.ts';
import { getMailbox } from './mailbox-routes.ts';

/** Routes to act as an organizer, as a forger, or as anybody who writes a mail. */
export function meetingRoutes(state: SandboxState): Router {
  const router = Router();
  const org = state.organization;
  const base = '/meetings/:organizer/:cleanId';

  router.post('/meetings', (request, response) => {
    const { organizer, send, sender, ...draft } = meetingSchema.parse(request.body);
    const mailbox = getMailbox(state, organizer);
    const item = createMeeting(org, mailbox, { draft, send, sender });
    response.status(201).json(itemJson(mailbox, item));
  });
  router.get(base, (request, response) => {
    const { mailbox, item } = find(state, request.params);
    response.json(itemJson(mailbox, item));
  });
  router.post(`${base}/update`, (request, response) => {
    const { mailbox, item } = find(state, request.params);
    const { send, sender, ...change } = meetingChangeSchema.parse(request.body);
    updateMeeting(org, mailbox, { item, change, options: { send, sender } });
    response.json(itemJson(mailbox, item));
  });
  router.post(`${base}/cancel`, (request, response) => {
    const { mailbox, item } = find(state, request.params);
    const { send, sender, body } = cancelSchema.parse(request.body ?? {});
    cancelMeeting(org, mailbox, { item, options: { send, sender }, body });
    response.status(204).end();
  });
  router.post(`${base}/occurrences/update`, (request, response) => {
    const { mailbox, item } = find(state, request.params);
    const { originalStart, send, sender, ...change } = occurrenceChangeSchema.parse(request.body);
    updateOccurrence(org, mailbox, { item, originalStart, change, options: { send, sender } });
    response.json(itemJson(mailbox, item));
  });
  router.post(`${base}/occurrences/cancel`, (request, response) => {
    const { mailbox, item } = find(state, request.params);
    const { originalStart, ...options } = occurrenceCancelSchema.parse(request.body);
    cancelOccurrence(org, mailbox, { item, originalStart, options });
    response.json(itemJson(mailbox, item));
  });
  router.post(`${base}/copies`, (request, response) => {
    const { item } = find(state, request.params);
    sendCopy(org, item.meeting, copySchema.parse(request.body));
    response.status(204).end();
  });
  addUnsolicited(router, state);
  return router;
}

function addUnsolicited(router: Router, state: SandboxState): void {
  const org = state.organization;
  router.post('/mailboxes/:email/redeliver', (request, response) => {
    const { cleanId } = z.strictObject({ cleanId: z.string().toUpperCase() }).parse(request.body);
    if (!redeliver(org, getMailbox(state, request.params.email), cleanId))
      throw new AdminError(404, 'No such message.');
    response.status(204).end();
  });
  router.post('/forgeries', (request, response) => {
    response.status(201).json({ cleanId: forgeFrom(state, forgerySchema.parse(request.body)) });
  });
  router.post('/mails', (request, response) => {
    response.status(201).json({ messageId: sendPlainMail(org, mailSchema.parse(request.body)) });
  });
}

/** Sends a forged message; gives its clean id. Throws AdminError 404 when the meeting to imitate is none. */
export function forgeFrom(
  state: SandboxState,
  { copyOf, ...forgery }: z.output<typeof forgerySchema>,
): string {
  const meeting = copyOf ? find(state, copyOf).item.meeting : null;
  return forge(state.organization, { ...forgery, copyOf: meeting });
}

function find(
  state: SandboxState,
  { organizer, cleanId }: { readonly organizer: string; readonly cleanId: string },
): { mailbox: Mailbox; item: CalendarItem } {
  const mailbox = getMailbox(state, organizer);
  const id = cleanId.toUpperCase();
  const trashed = [...mailbox.folder('deleteditems').withCleanId(id)].find(
    (each) => each.kind === 'calendar',
  );
  const item = mailbox.findCalendarItem(id) ?? (trashed?.kind === 'calendar' ? trashed : null);
  if (!item) throw new AdminError(404, 'No such meeting.');
  return { mailbox, item };
}
