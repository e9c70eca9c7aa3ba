import { Router } from 'express';
import { createMeeting } from '../model/organizer.ts';
import { respond } from '../model/respond.ts';
import type { SandboxState } from '../sandbox-state.ts';
import { AdminError } from './admin-error.ts';
import { forgeriesSchema, meetingsSchema } from './admin-schemas.ts';
import { getMailbox } from './mailbox-routes.ts';
import { forgeFrom } from './meeting-routes.ts';

/** Routes that make very many things in one call and say little about each. */
export function bulkRoutes(state: SandboxState): Router {
  const router = Router();
  const { organization } = state;

  router.post('/bulk/meetings', (request, response) => {
    const { meetings, acceptedBy } = meetingsSchema.parse(request.body);
    const cleanIds = meetings.map(({ organizer, send, sender, ...draft }) => {
      const mailbox = getMailbox(state, organizer);
      const { meeting } = createMeeting(organization, mailbox, { draft, send, sender });
      if (acceptedBy !== undefined) accept(state, acceptedBy, meeting.cleanId);
      return meeting.cleanId;
    });
    response.status(201).json({ cleanIds });
  });
  router.post('/bulk/forgeries', (request, response) => {
    const { forgeries } = forgeriesSchema.parse(request.body);
    response.status(201).json({ cleanIds: forgeries.map((forgery) => forgeFrom(state, forgery)) });
  });
  return router;
}

/** Answers the invitation as its receiver would, without a word to the organizer. */
function accept(state: SandboxState, email: string, cleanId: string): void {
  const mailbox = getMailbox(state, email);
  const request = [...mailbox.folder('inbox').withCleanId(cleanId)].find(
    ({ kind }) => kind === 'meeting-request',
  );
  if (request?.kind !== 'meeting-request') throw new AdminError(409, `${email} was not invited.`);
  respond(state.organization, mailbox, request, {
    response: 'Accept',
    body: '',
    send: false,
    saveCopy: false,
  });
}
