import { createHash } from 'node:crypto';
import { codeOf, type Logger, type ManagerClient, UnavailableError } from '@vmrkit/core';
import { JOIN_PATH } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import { correlationIdOf } from '../http/correlation.ts';
import { limitRequests } from '../http/limit-requests.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { sendPageFile } from '../pages/page-file.ts';
import { joinTexts } from './join-texts.ts';
import { type JoinView, joinFiles, joinHeaders, renderJoinPage } from './render-join-page.ts';

/** How often one link may be followed, by whomever. A meeting's people come within minutes. */
const LINK_PER_MINUTE = 1_200;
const MANAGER_MS = 5_000;

/**
 * Where people follow the join links of invitations: inside the join window on to the platform, outside to a page that
 * says when it opens. Changes nothing, since mail scanners follow links too.
 */
export const joinFeature: ServerFeature = {
  name: 'join',
  listeners: ['public'],
  roles: ['all', 'edge'],
  async open({ kit, config, logger }) {
    const managers = await kit.get('managers');
    const router = Router();
    router.get(`${JOIN_PATH}/files/:file`, (request, response, next) => {
      const file = Object.values(joinFiles).find(({ name }) => name === request.params.file);
      if (file === undefined) next();
      else sendPageFile(file, response);
    });
    router.get(
      `${JOIN_PATH}/:token`,
      limitRequests({ perMinute: config.public.requests_per_minute }),
      limitRequests({ perMinute: LINK_PER_MINUTE, keyOf: ({ params }) => hashOf(String(params.token)) }),
      followLink(managers, logger),
    );
    return { mount: { paths: [JOIN_PATH], router } };
  },
};

function followLink(managers: ManagerClient, logger: Logger): RequestHandler {
  return async (request, response) => {
    const correlationId = correlationIdOf(response);
    const view = await viewOf(String(request.params.token));
    response.set(joinHeaders);
    if (view.kind === 'open') {
      response.redirect(303, view.target);
      return;
    }
    const { language, texts } = joinTexts(request.acceptsLanguages());
    const page = renderJoinPage({ view, texts, language, filesPath: `${JOIN_PATH}/files` });
    response.status({ unknown: 404, away: 503, closed: 200 }[view.kind]).send(page);

    async function viewOf(token: string): Promise<JoinView | { kind: 'open'; target: string }> {
      try {
        const signal = AbortSignal.timeout(MANAGER_MS);
        return (await managers.followJoinLink({ token: token.slice(0, 512), correlationId }, { signal }))
          .link;
      } catch (error) {
        const isAway = UnavailableError.is(error);
        logger.warn('A join link could not be followed.', {
          code: codeOf(error),
          correlation_id: correlationId,
        });
        return { kind: isAway ? 'away' : 'unknown' };
      }
    }
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
