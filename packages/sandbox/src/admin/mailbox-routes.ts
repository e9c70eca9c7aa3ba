import { Router } from 'express';
import { z } from 'zod';
import type { Mailbox } from '../model/mailbox.ts';
import { occurrencesBetween } from '../model/occurrences.ts';
import { respond } from '../model/respond.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { AdminError } from './admin-error.ts';
import {
  accountSchema,
  answerSchema,
  mailboxChangeSchema,
  mailboxSchema,
  oddDeliverySchema,
  timeSchema,
} from './admin-schemas.ts';
import { itemJson } from './item-json.ts';

/** Routes for mailboxes, accounts and what lies in folders. */
export function mailboxRoutes(state: SandboxState): Router {
  const router = Router();
  const { organization } = state;
  const mailboxOf = (email: string) => getMailbox(state, email);

  router.post('/mailboxes', (request, response) => {
    const wanted = mailboxSchema.parse(request.body);
    if (organization.findMailbox(wanted.email)) throw new AdminError(409, 'The mailbox exists.');
    response.status(201).json(mailboxJson(organization.createMailbox(definedOnly(wanted))));
  });
  router.patch('/mailboxes/:email', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const change = mailboxChangeSchema.parse(request.body);
    mailbox.processing = change.processing ?? mailbox.processing;
    mailbox.removeOldMeetingMessages = change.removeOldMeetingMessages ?? mailbox.removeOldMeetingMessages;
    mailbox.culture = change.culture ?? mailbox.culture;
    mailbox.delegates = change.delegates ?? mailbox.delegates;
    mailbox.hosting = change.hosting ?? mailbox.hosting;
    response.json(mailboxJson(mailbox));
  });
  router.get('/mailboxes', (_request, response) => {
    response.json([...organization.mailboxes.values()].map(mailboxJson));
  });
  router.post('/accounts', (request, response) => {
    const { username, password, impersonates, fullAccess } = accountSchema.parse(request.body);
    organization.setAccount({
      username,
      password,
      impersonates: impersonates === 'all' ? 'all' : new Set(impersonates),
      fullAccess: new Set(fullAccess),
    });
    response.status(201).json({ username });
  });
  router.get('/mailboxes/:email/folders/:folder', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const folder = mailbox.folders.get(request.params.folder);
    if (!folder) throw new AdminError(404, 'No such folder.');
    response.json([...folder.items.values()].map((item) => itemJson(mailbox, item)));
  });
  router.get('/mailboxes/:email/view', (request, response) => {
    const range = z.object({ from: timeSchema, until: timeSchema }).parse(request.query);
    response.json(calendarView(mailboxOf(request.params.email), range));
  });
  router.delete('/mailboxes/:email/items/:id', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const found = mailbox.findItem(request.params.id);
    if (!found) throw new AdminError(404, 'No such item.');
    mailbox.remove(found.item);
    response.status(204).end();
  });
  router.post('/mailboxes/:email/answers', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const answer = answerSchema.parse(request.body);
    answerAsPerson(state, mailbox, answer);
    response.status(204).end();
  });
  addOddities(router, state);
  return router;
}

/** Routes that make items or deliveries odd. */
function addOddities(router: Router, state: SandboxState): void {
  const { transport } = state.organization;
  const mailboxOf = (email: string) => getMailbox(state, email);
  router.post('/mailboxes/:email/poison', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const schema = z.strictObject({ id: z.string(), responseCode: z.string().nullable() });
    const { id, responseCode } = schema.parse(request.body);
    const found = mailbox.findItem(id);
    if (!found) throw new AdminError(404, 'No such item.');
    found.item.poison = responseCode;
    response.status(204).end();
  });
  router.post('/mailboxes/:email/poison-next', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    const schema = z.strictObject({
      responseCode: z.string().default('ErrorCorruptData'),
      count: z.int().default(1),
    });
    transport.poisonNext(mailbox.address.email, schema.parse(request.body));
    response.status(204).end();
  });
  router.post('/mailboxes/:email/deliver-next', (request, response) => {
    const mailbox = mailboxOf(request.params.email);
    transport.deliverOddly(mailbox.address.email, oddDeliverySchema.parse(request.body));
    response.status(204).end();
  });
}

/** The mailbox of an address. Throws AdminError 404. */
export function getMailbox(state: SandboxState, email: string): Mailbox {
  const mailbox = state.organization.findMailbox(email);
  if (!mailbox) throw new AdminError(404, `No mailbox ${email}.`);
  return mailbox;
}

/** The same object without what is undefined. */
function definedOnly<T extends object>(value: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [key in keyof T]: Exclude<T[key], undefined> };
}

function mailboxJson(mailbox: Mailbox) {
  return {
    ...mailbox.address,
    kind: mailbox.kind,
    location: mailbox.location,
    processing: mailbox.processing,
    removeOldMeetingMessages: mailbox.removeOldMeetingMessages,
    culture: mailbox.culture,
    hosting: mailbox.hosting,
    sid: mailbox.sid,
    objectId: mailbox.objectId,
  };
}

function calendarView(mailbox: Mailbox, range: { readonly from: number; readonly until: number }) {
  const occurrences = [...mailbox.folder('calendar').items.values()].flatMap((item) =>
    item.kind === 'calendar'
      ? occurrencesBetween(item, range.from, range.until).map((each) => ({
          cleanId: item.meeting.cleanId,
          subject: each.exception?.subject ?? item.subject,
          start: new Date(each.start).toISOString(),
          end: new Date(each.end).toISOString(),
          originalStart: new Date(each.originalStart).toISOString(),
          isCancelled: each.exception?.isCancelled ?? item.meeting.isCancelled,
          myResponse: each.exception?.myResponse ?? item.myResponse,
        }))
      : [],
  );
  return occurrences.sort((a, b) => (a.start < b.start ? -1 : 1));
}

function answerAsPerson(state: SandboxState, mailbox: Mailbox, answer: z.output<typeof answerSchema>): void {
  const messages = [...mailbox.folder('inbox').withCleanId(answer.cleanId)];
  const request = messages.findLast(
    (each) => each.kind === 'meeting-request' && each.meeting.recurrenceId === answer.recurrenceId,
  );
  const target = request?.kind === 'meeting-request' ? request : mailbox.findCalendarItem(answer.cleanId);
  if (!target) throw new AdminError(404, 'No such request.');
  const { response, body, send } = answer;
  respond(state.organization, mailbox, target, { response, body, send, saveCopy: send });
}
