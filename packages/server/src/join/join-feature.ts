import { createHash } from 'node:crypto';
import {
  codeOf,
  type Logger,
  type ManagerAnswer,
  type ManagerRequest,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { JOIN_PATH } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import { correlationIdOf } from '../http/correlation.ts';
import { parseForm, readBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { sendPageFile } from '../pages/page-file.ts';
import { joinTexts } from './join-texts.ts';
import { type JoinForm, type JoinView, joinFiles, joinHeaders, renderJoinPage } from './render-join-page.ts';

/** How often one link may be followed, by whomever. A meeting's people come within minutes. */
const LINK_PER_MINUTE = 1_200;
const MANAGER_MS = 5_000;
/** Longer than a manager waits for a platform. */
const ENTER_MS = 8_000;
const FORM_BYTES = 4_096;
const MAX_TOKEN = 512;

/**
 * Where people follow the join links of invitations: inside the join window on to the platform, outside to a page that
 * says when it opens. Following changes nothing, since mail scanners follow links too: where a platform lets people in one by
 * one, the page has a form, and sending that is what creates and opens. Whoever has the link may send it, so the token in
 * the path is all that stands against other sites.
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
    const limits = [
      limitRequests({ perMinute: config.public.requests_per_minute }),
      limitRequests({ perMinute: LINK_PER_MINUTE, keyOf: ({ params }) => hashOf(String(params.token)) }),
    ];
    const within = (milliseconds: number) => ({ signal: AbortSignal.timeout(milliseconds) });
    const follow = show(logger, (asked) => managers.followJoinLink(asked, within(MANAGER_MS)));
    const enter = show(logger, async (asked, typed) => {
      const form = await typed();
      return managers.enterByJoinLink({ ...asked, ...form }, within(ENTER_MS));
    });
    router.route(`${JOIN_PATH}/:token`).get(limits, follow).post(limits, enter);
    return { mount: { paths: [JOIN_PATH], router } };
  },
};

type Asked = ManagerRequest<'followJoinLink'>;
type Link = ManagerAnswer<'followJoinLink'>['link'];

/** Shows what becomes of somebody who has a link, or sends on. `typed` reads the form. */
function show(
  logger: Logger,
  ask: (asked: Asked, typed: () => Promise<JoinForm>) => Promise<{ readonly link: Link }>,
): RequestHandler {
  return async (request, response) => {
    const correlationId = correlationIdOf(response);
    const token = String(request.params.token).slice(0, MAX_TOKEN);
    let form: JoinForm = { name: '', pin: '' };
    const typed = async () => {
      form = formOf(parseForm(await readBody(request, response, { maxBytes: FORM_BYTES })));
      return form;
    };
    const view = await viewOf(ask({ token, correlationId }, typed));
    response.set(joinHeaders(view.kind === 'form' ? view.origin : null));
    if (view.kind === 'open') {
      response.redirect(303, view.target);
      return;
    }
    const { language, texts } = joinTexts(request.acceptsLanguages());
    const page = renderJoinPage({ view, name: form.name, texts, language, filesPath: `${JOIN_PATH}/files` });
    response.status(statusOf(view)).send(page);

    async function viewOf(asked: Promise<{ readonly link: Link }>): Promise<Link> {
      try {
        return (await asked).link;
      } catch (error) {
        if (!VmrKitError.is(error)) throw error;
        const told = { code: codeOf(error), correlation_id: correlationId };
        logger.warn('A join link could not be followed.', told);
        return { kind: UnavailableError.is(error) ? 'away' : 'unknown' };
      }
    }
  };
}

function statusOf(view: JoinView): number {
  if (view.kind === 'form') return { none: 200, pin: 403, limited: 429 }[view.fault ?? 'none'];
  return { unknown: 404, away: 503, closed: 200 }[view.kind];
}

/** What is too long is cut: nobody types it, and a PIN of that length is wrong. */
function formOf(fields: Readonly<Record<string, string>> = {}): JoinForm {
  const { name = '', pin = '' } = fields;
  return { name: name.slice(0, 100), pin: pin.trim().slice(0, 20) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
