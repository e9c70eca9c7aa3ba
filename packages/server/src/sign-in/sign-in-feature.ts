import { codeOf, type Logger, type ManagerClient } from '@vmrkit/core';
import { type EdgeIntegration, readSignInState } from '@vmrkit/core/composition';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { correlationIdOf } from '../http/correlation.ts';
import { parseForm, readBody } from '../http/json-body.ts';
import { limitRequests } from '../http/limit-requests.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import type { ServerMetrics } from '../operations-api/server-metrics.ts';
import { sendPageFile } from '../pages/page-file.ts';
import { consentOutcome, renderConsentPage } from './consent-page.ts';
import { pageFiles } from './page-files.ts';
import { pageLanguage } from './page-texts.ts';
import { personalVmrRoutes } from './personal-vmr-routes.ts';
import { pageHeaders, renderPage, type SignInView } from './render-page.ts';
import { setSignInCookie, signInCookie } from './sign-in-cookie.ts';
import { CLIENT, signInRoutes, within } from './sign-in-routes.ts';

const FILES = `${CLIENT}/sign_in_files`;
const MAX_FORM_BYTES = 32 * 1_024;
/** Codes have some 2,000 characters. */
const MAX_QUERY = 8_192;

/** Sign-in of people through the dialog or any browser: what panes call, and the pages that people see. */
export const signInFeature: ServerFeature = {
  name: 'sign-in',
  listeners: ['public'],
  roles: ['all', 'edge'],
  async open({ kit, config, logger, metrics }) {
    const [edge, managers] = [await kit.get('edge'), await kit.get('managers')];
    const { requests_per_minute: perMinute } = config.public;
    const pages = new SignInPages({ edge, managers, logger, metrics });
    const router = Router();
    const limit = limitRequests({ perMinute });
    router.get(`${FILES}/:file`, sendFile);
    router.get([`${CLIENT}/oauth_redirect`, `${CLIENT}/oauth_redirect/`], limit, pages.complete);
    router.post([`${CLIENT}/oauth_redirect`, `${CLIENT}/oauth_redirect/`], limit, repeatByGet);
    router.get(`${CLIENT}/:id/sign_ins/:signIn`, limit, pages.open);
    router.post(`${CLIENT}/:id/sign_ins/:signIn/release`, limit, pages.release);
    const routes = [...signInRoutes(managers, perMinute), ...personalVmrRoutes(managers, perMinute)];
    return { routes, mount: { paths: [CLIENT], router } };
  },
};

interface PagesOptions {
  readonly edge: { integration(integrationId: string): EdgeIntegration | null };
  readonly managers: ManagerClient;
  readonly logger: Logger;
  readonly metrics: Pick<ServerMetrics, 'refusedSignIns'>;
}

/** Where a page stands: the sign-in that its address or state names. */
interface Place {
  readonly integrationId: string;
  readonly signInId: string;
  readonly state: string;
}

/** The pages of sign-ins. Whatever fails ends on a page that says what to do. */
class SignInPages {
  readonly #options: PagesOptions;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  /** The pane's link: sends the browser to the identity provider. */
  readonly open: RequestHandler = async (request, response) => {
    const integrationId = String(request.params.id).toLowerCase();
    const signInId = String(request.params.signIn).toLowerCase();
    const place = { integrationId, signInId, state: '' };
    const correlationId = correlationIdOf(response);
    const view = await this.#asked(response, async (ask) => {
      const { opening } = await this.#options.managers.openSignIn(
        { integrationId, signInId, correlationId },
        ask,
      );
      if (opening.kind === 'refused') return opening;
      setSignInCookie(response, opening);
      response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
      response.redirect(303, opening.url);
      return null;
    });
    if (view !== null) this.#send({ view, place }, { request, response });
  };

  /** Where the identity provider sends the browser back to, an administrator who was asked for consent as well. */
  readonly complete: RequestHandler = async (request, response) => {
    const query = request.originalUrl.split('?')[1] ?? '';
    const state = new URLSearchParams(query).get('state')?.slice(0, 256) ?? '';
    const consent = consentOutcome(new URLSearchParams(query));
    if (consent !== null) {
      const language = pageLanguage(request.acceptsLanguages());
      response.set(pageHeaders(null)).send(renderConsentPage(consent, { language, filesPath: FILES }));
      return;
    }
    const browser = signInCookie(request, state);
    const correlationId = correlationIdOf(response);
    const view = await this.#asked(response, async (ask) => {
      if (query.length > MAX_QUERY) return refusal('ERR_SIGN_IN_FORGED');
      return (await this.#options.managers.completeSignIn({ state, browser, query, correlationId }, ask))
        .view;
    });
    if (view !== null) this.#send({ view, place: placeOf(state) }, { request, response });
  };

  /** The form of the last page. */
  readonly release: RequestHandler = async (request, response) => {
    const form = parseForm(await readBody(request, response, { maxBytes: MAX_FORM_BYTES })) ?? {};
    const state = form.state?.slice(0, 256) ?? '';
    const digits = form.digits?.slice(0, 16) ?? '';
    const browser = signInCookie(request, state);
    const correlationId = correlationIdOf(response);
    const view = await this.#asked(response, async (ask) => {
      return (await this.#options.managers.releaseSignIn({ state, browser, digits, correlationId }, ask))
        .view;
    });
    if (view !== null) this.#send({ view, place: placeOf(state) }, { request, response });
  };

  async #asked(
    response: Response,
    ask: (options: { readonly signal: AbortSignal }) => Promise<SignInView | null>,
  ): Promise<SignInView | null> {
    const correlationId = correlationIdOf(response);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      return await ask({ signal: within(gone.signal) });
    } catch (error) {
      const code = codeOf(error);
      this.#options.logger.warn('A sign-in could not go on.', { code, correlation_id: correlationId });
      return refusal(code);
    }
  }

  #send(
    { view, place }: { readonly view: SignInView; readonly place: Place | null },
    { request, response }: { readonly request: Request; readonly response: Response },
  ): void {
    const sources = place && (this.#options.edge.integration(place.integrationId)?.pane ?? null);
    if (view.kind === 'refused') {
      const { code } = view.failure;
      const integration = sources === null ? 'unknown' : (place?.integrationId ?? 'unknown');
      this.#options.metrics.refusedSignIns.inc({ integration, code });
      this.#options.logger.info('A sign-in page refused.', {
        code,
        integration,
        correlation_id: correlationIdOf(response),
      });
    }
    const page = {
      view,
      sources,
      language: pageLanguage(request.acceptsLanguages()),
      signIn: place && {
        id: place.signInId,
        path: `${CLIENT}/${place.integrationId}/sign_ins/${place.signInId}`,
        state: place.state,
      },
      filesPath: FILES,
      reference: correlationIdOf(response),
    };
    response.status(statusOf(view)).set(pageHeaders(sources)).send(renderPage(page));
  }
}

/**
 * `response_mode=form_post` comes across sites, where Lax cookies stay behind: the browser is told to come again by GET,
 * which takes them along.
 */
const repeatByGet: RequestHandler = async (request, response) => {
  const form = parseForm(await readBody(request, response, { maxBytes: MAX_FORM_BYTES })) ?? {};
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  response.redirect(303, `${CLIENT}/oauth_redirect?${new URLSearchParams(form)}`);
};

const sendFile: RequestHandler = (request, response, next) => {
  const file = Object.values(pageFiles).find(({ name }) => name === request.params.file);
  if (file === undefined) {
    next();
    return;
  }
  sendPageFile(file, response);
};

function placeOf(state: string): Place | null {
  const named = readSignInState(state);
  return named && { ...named, state };
}

function refusal(code: string): SignInView {
  return { kind: 'refused', failure: { code, account: null, expected: null } };
}

function statusOf(view: SignInView): number {
  if (view.kind === 'confirm') return view.wrongDigits ? 403 : 200;
  return view.kind === 'refused' ? 403 : 200;
}
