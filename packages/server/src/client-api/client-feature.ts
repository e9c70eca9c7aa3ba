import { PANE_PROTOCOL } from '@vmrkit/addin';
import {
  ConflictError,
  instant,
  NotAuthenticatedError,
  NotFoundError,
  type ReserveAnswer,
  type ReserveRequest,
} from '@vmrkit/core';
import type { PaneTexts } from '@vmrkit/sdk';
import type { Request } from 'express';
import { z } from 'zod';
import { bearerToken } from '../http/bearer.ts';
import { limitRequests, passes } from '../http/limit-requests.ts';
import type { Problem } from '../http/problem.ts';
import { type Access, type Route, route } from '../http/route.ts';
import type { FeatureParts, ServerFeature } from '../http/server-feature.ts';
import { reservationAnswerSchema, reservationRequestSchema } from './reservation-wire.ts';

/** What add-ins call. */
export const clientFeature: ServerFeature = {
  name: 'client',
  listeners: ['public'],
  roles: ['all', 'edge'],
  open: async (parts) => ({ routes: clientRoutes(await parts.kit.get('edge'), parts) }),
};

/** The edge as the client API uses it. */
interface ClientEdge {
  reserve(request: ReserveRequest): Promise<ReserveAnswer>;
  paneTexts(integrationId: string, language: string | null): Promise<PaneTexts>;
  knows(integrationId: string): boolean;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function clientRoutes(edge: ClientEdge, { config, metrics, logger }: FeatureParts): readonly Route[] {
  const reserve = route({
    method: 'post',
    path: '/api/client/v2/msexchange_schedulers/{id}/reservations',
    id: 'reserveSingleUseVmr',
    summary: 'Reserves a single-use VMR for a draft and gives its joining instructions.',
    access: addIns(config.public.requests_per_minute),
    params: z.object({
      id: z.string().toLowerCase().meta({ format: 'uuid', description: 'The integration.' }),
    }),
    body: reservationRequestSchema,
    answer: reservationAnswerSchema,
    faults: [403, 404, 409, 429, 503],
    async handle({ params: { id: integrationId }, body, caller: token, correlationId: asked }) {
      if (!uuid.test(integrationId)) {
        throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
      }
      const { draft_key: draftKey, body_tags: bodyTags, language, replace } = body;
      try {
        const { kind, html, location, replaces, mailbox, correlationId } = await edge.reserve({
          integrationId,
          token,
          draftKey,
          bodyTags,
          start: body.start === null ? null : instant(Date.parse(body.start)),
          replace,
          language,
          correlationId: asked,
        });
        const texts = await edge.paneTexts(integrationId, language);
        metrics.reservations.inc({ outcome: kind });
        logger.info('An add-in was answered.', {
          outcome: kind,
          integration: integrationId,
          correlation_id: correlationId,
        });
        const { name, email } = mailbox;
        const room = { kind, html, location, replaces, mailbox: { name, email } };
        return { ...room, texts, correlation_id: correlationId };
      } catch (error) {
        metrics.reservations.inc({ outcome: 'refused' });
        throw error;
      }
    },
    /** Counts and logs who is refused, by integration and code; never by the token (I5). */
    refused({ status, code, detail, correlation_id }: Problem, { params }: Request) {
      if (status >= 500) return;
      const id = String(params.id).toLowerCase();
      // Ids of nobody's would make a series each.
      const integration = edge.knows(id) ? id : 'unknown';
      metrics.refusedCallers.inc({ integration, code });
      logger.warn('An add-in was refused.', { integration, code, detail, correlation_id });
    },
  });
  return [reserve];
}

/** Clients keep scripts for days, also over an upgrade of the server. */
function refuseOldPane(protocol: string | undefined): void {
  if (protocol === undefined || protocol === String(PANE_PROTOCOL)) return;
  throw new ConflictError('The pane is of another version: close it and open it again.', {
    code: 'ERR_PANE_OUTDATED',
  });
}

/** Whoever brings a token, which only managers can verify. */
function addIns(perMinute: number): Access<string> {
  const limit = limitRequests({ perMinute });
  return {
    schemes: { addInToken: 'bearer' },
    async authenticate(request, response) {
      await passes(limit, { request, response });
      refuseOldPane(request.get('x-vmrkit-pane'));
      const token = bearerToken(request);
      if (token !== null) return token;
      throw new NotAuthenticatedError('Send the add-in’s token as a bearer token.', {
        code: 'ERR_REQUEST_NO_TOKEN',
      });
    },
  };
}
