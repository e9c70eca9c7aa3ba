import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { refuseAgents } from '../identity/refused-agents.ts';
import { renderSignInPage } from '../identity/sign-in-page.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { withoutIssuer } from '../identity/without-issuer.ts';
import { GRAPH } from './entra-claims.ts';
import { type EntraDirectory, entraAppSchema, entraUserSchema } from './entra-directory.ts';
import { EntraError } from './entra-error.ts';
import { entraInteractions } from './entra-interactions.ts';
import { createEntraProvider } from './entra-provider.ts';
import { issueEntraToken } from './entra-token-issuer.ts';

/** What the endpoints work with. */
export interface EntraAppOptions {
  /** Scheme, host and port under which everything is reached. */
  origin(): string;
  readonly directory: EntraDirectory;
  readonly keys: SigningKeys;
}

/** Everything that the simulated Entra answers: `/control`, Graph's `/v1.0/me`, and each tenant under its id. */
export function createEntraApp(options: EntraAppOptions): Express {
  const { directory } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use('/control', controlRoutes(options));
  app.use(refuseAgents(directory.refusedAgents));
  app.get('/v1.0/me', (request, response) =>
    showMe(request.get('authorization') ?? '', { response, options }),
  );
  const provider = providersOf(options);
  app.use('/:tenantId', (request, _response, next) => {
    const named = request.params.tenantId.toLowerCase();
    const isAny = ['common', 'organizations'].includes(named);
    next(
      isAny || directory.tenantIds.includes(named)
        ? undefined
        : new EntraError(400, 'AADSTS90002: There is no such tenant.'),
    );
  });
  const tenantOf = (named: string) =>
    directory.tenantIds.find((each) => each === named.toLowerCase()) ?? directory.tenantIds[0] ?? '';
  app.use('/:tenantId/interaction', entraInteractions({ directory, provider }));
  metadataRoutes(app, options);
  nestedAppRoutes(app, options);
  consentRoutes(app, { directory, tenantOf });
  app.use('/:tenantId', (request, response) => {
    withoutIssuer(response);
    return provider(tenantOf(request.params.tenantId)).callback()(request, response);
  });
  app.use(toAnswer);
  return app;
}

/** The provider of a tenant, made anew after a change of keys or registrations; what it stored stays. */
function providersOf({ origin, directory, keys }: EntraAppOptions): (tenantId: string) => Provider {
  const made = new Map<string, { readonly revision: string; readonly provider: Provider }>();
  return (tenantId) => {
    const revision = `${origin()} ${directory.revision} ${keys.revision}`;
    const known = made.get(tenantId);
    if (known?.revision === revision) return known.provider;
    const provider = createEntraProvider({ origin: origin(), tenantId, directory, keys });
    made.set(tenantId, { revision, provider });
    return provider;
  };
}

function metadataRoutes(app: Express, { origin, keys }: EntraAppOptions): void {
  app.get('/:tenantId/v2.0/.well-known/openid-configuration', (request, response) => {
    const { tenantId } = request.params;
    const base = `${origin()}/${tenantId}`;
    const isAny = ['common', 'organizations'].includes(tenantId);
    const appId =
      typeof request.query.appid === 'string' ? `?appid=${encodeURIComponent(request.query.appid)}` : '';
    response.json({
      issuer: `${origin()}/${isAny ? '{tenantid}' : tenantId}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys${appId}`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      userinfo_endpoint: `${GRAPH}/oidc/userinfo`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    });
  });
  app.get('/:tenantId/discovery/v2.0/keys', (request, response) => {
    const { appid } = request.query;
    response.json({ keys: keys.published(typeof appid === 'string' ? appid : null) });
  });
}

const nestedAppSchema = z.strictObject({
  username: z.string(),
  clientId: z.guid().toLowerCase(),
  /** Clock of whoever asks, Unix milliseconds; absent: this machine's. */
  at: z.int().optional(),
});

/** What the broker of a simulated Outlook asks for an add-in, from the page that plays Outlook. */
function nestedAppRoutes(app: Express, options: EntraAppOptions): void {
  const { directory } = options;
  const path = '/:tenantId/nested-app-token';
  const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'content-type' };
  app.options(path, (_request, response) => {
    response.set(headers).status(204).end();
  });
  app.post(path, express.json(), async (request, response) => {
    const { username, clientId, at } = nestedAppSchema.parse(request.body);
    const tenantId = request.params.tenantId ?? '';
    response.set(headers);
    const issuing = { ...options, origin: options.origin() };
    const access_token = await issueEntraToken({ tenantId, username, clientId, at }, issuing);
    const user = directory.user(tenantId, username);
    const account = {
      environment: new URL(options.origin()).host,
      homeAccountId: `${user?.objectId}.${tenantId}`,
      localAccountId: user?.objectId,
      tenantId,
      username,
      name: user?.name,
    };
    // Its life is told as short, so that the library asks again after the simulation's clock was moved.
    const token = { access_token, id_token: access_token, expires_in: 60, scope: 'access_as_user' };
    response.json({ token, account });
  });
}

/** The page by which an administrator lets an application into the tenant. */
function consentRoutes(
  app: Express,
  { directory, tenantOf }: { readonly directory: EntraDirectory; tenantOf(named: string): string },
): void {
  const querySchema = z.object({
    client_id: z.string(),
    redirect_uri: z.string(),
    state: z.string().optional(),
    scope: z.string(),
  });
  const read = (query: unknown) => {
    const asked = querySchema.parse(query);
    if (!directory.app(asked.client_id)?.redirectUris.includes(asked.redirect_uri)) {
      throw new EntraError(400, 'AADSTS50011: The redirect URI is not registered.');
    }
    return asked;
  };
  app
    .route('/:tenantId/v2.0/adminconsent')
    .get((request, response) => {
      const { client_id } = read(request.query);
      const text = `Let the application ${client_id} into your organization.`;
      const buttons = { accept: 'Accept', cancel: 'Cancel' };
      response.type('html').send(renderSignInPage({ title: 'Permissions requested', text, buttons }));
    })
    .post(express.urlencoded({ extended: false }), (request, response) => {
      const { redirect_uri, state, scope } = read(request.query);
      const back = new URL(redirect_uri);
      const result: Record<string, string> =
        request.body?.action === 'accept'
          ? { admin_consent: 'True', tenant: tenantOf(request.params.tenantId), scope }
          : { error: 'access_denied', error_description: 'AADSTS65004: The administrator declined.' };
      for (const [name, value] of Object.entries({ ...result, ...(state === undefined ? {} : { state }) })) {
        back.searchParams.set(name, value);
      }
      response.redirect(303, back.href);
    });
}

function controlRoutes({ origin, directory, keys }: EntraAppOptions): express.Router {
  const router = express.Router();
  const inTenant = z.looseObject({ tenantId: z.string().default(() => directory.tenantIds[0] ?? '') });
  router.use(express.json());
  router.post('/tokens', async (request, response) => {
    response
      .status(201)
      .json({ token: await issueEntraToken(request.body, { origin: origin(), directory, keys }) });
  });
  router.post('/keys/rotate', async (request, response) => {
    const { keepOld } = z.strictObject({ keepOld: z.boolean().default(true) }).parse(request.body ?? {});
    await keys.rotate(keepOld);
    response.status(204).end();
  });
  router.post('/users', (request, response) => {
    const { tenantId, ...input } = inTenant.parse(request.body);
    const user = entraUserSchema.parse(input);
    directory.putUser(tenantId, user);
    response.status(201).json(user);
  });
  router.post('/apps', (request, response) => {
    const registered = entraAppSchema.parse(request.body);
    directory.putApp(registered);
    response.status(201).json(registered);
  });
  return router;
}

/** Graph's answer to who the bearer of a delegated token is. */
async function showMe(
  authorization: string,
  {
    response,
    options: { directory, keys },
  }: { readonly response: Response; readonly options: EntraAppOptions },
): Promise<void> {
  const token = authorization.replace(/^Bearer /i, '');
  const published = createLocalJWKSet({ keys: [...keys.published(null)] });
  const verified = await jwtVerify(token, published, { audience: GRAPH }).catch(() => null);
  const { tid, oid } = verified?.payload ?? {};
  const user = directory.userById(String(tid), String(oid));
  if (user === null) {
    response
      .status(401)
      .json({ error: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' } });
    return;
  }
  const { objectId, mail, username, name, givenName, surname } = user;
  response.json({ id: objectId, mail, userPrincipalName: username, displayName: name, givenName, surname });
}

const toAnswer: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof EntraError ? error.status : error instanceof z.ZodError ? 400 : 500;
  const message = error instanceof Error ? error.message : 'unknown';
  response.status(status).json({ error: 'invalid_request', error_description: message });
};
