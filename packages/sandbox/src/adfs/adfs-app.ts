import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
  Router,
} from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { refuseAgents } from '../identity/refused-agents.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { withoutIssuer } from '../identity/without-issuer.ts';
import { adfs2012R2Endpoints } from './adfs-2012r2.ts';
import { type AdfsDirectory, adfsUserSchema } from './adfs-directory.ts';
import { discoveryDocument, federationMetadata } from './adfs-metadata.ts';
import { renderAdfsPage } from './adfs-page.ts';
import { createAdfsProvider, readableQuery } from './adfs-provider.ts';

/** What the endpoints work with. */
export interface AdfsAppOptions {
  /** Scheme, host and port under which everything is reached. */
  origin(): string;
  readonly directory: AdfsDirectory;
  readonly keys: SigningKeys;
}

/** Everything that a simulated AD FS answers, and `/control`. */
export function createAdfsApp(options: AdfsAppOptions): Express {
  const { origin, directory, keys } = options;
  const { settings } = directory;
  const app = express();
  app.disable('x-powered-by');
  app.use('/control', controlRoutes(options));
  app.use((request, response, next) => {
    if (directory.isDisabled(request.path)) response.sendStatus(503);
    else next();
  });
  app.use(refuseAgents(settings.refusedAgents));
  app.get('/FederationMetadata/2007-06/FederationMetadata.xml', (_request, response) => {
    response.type('application/samlmetadata+xml').send(federationMetadata(origin(), settings, keys));
  });
  if (settings.version === '2012r2') {
    app.use('/adfs/oauth2', adfs2012R2Endpoints(options));
  } else {
    app.get('/adfs/.well-known/openid-configuration', (_request, response) => {
      response.json(discoveryDocument(origin(), settings));
    });
    app.get('/adfs/discovery/keys', (_request, response) => {
      response.json({ keys: keys.published(null) });
    });
    const provider = providerOf(options);
    app.use('/adfs/interaction', signInPages(directory, provider));
    app.use('/adfs', (request, response) => {
      withoutIssuer(response);
      const { pathname, searchParams } = new URL(request.url, origin());
      const path = pathname.replace(/\/$/, '');
      const isAsked = path === '/oauth2/authorize' && searchParams.size > 0;
      request.url = isAsked ? `${path}?${readableQuery(searchParams)}` : `${path}${searchOf(request.url)}`;
      return provider().callback()(request, response);
    });
  }
  app.use(toAnswer);
  return app;
}

/** The provider, made anew after a change of keys; what it stored stays. */
function providerOf({ origin, directory, keys }: AdfsAppOptions): () => Provider {
  let made: { readonly revision: number; readonly provider: Provider } | null = null;
  return () => {
    if (made?.revision !== keys.revision) {
      made = {
        revision: keys.revision,
        provider: createAdfsProvider({ origin: origin(), directory, keys }),
      };
    }
    return made.provider;
  };
}

/** The sign-in page within a sign-in of oidc-provider. */
function signInPages(directory: AdfsDirectory, provider: () => Provider): Router {
  const router = Router();
  const finish = (request: Request, response: Response, result: Record<string, unknown>) =>
    provider().interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  router.get('/:uid', async (request, response) => {
    const { params } = await provider().interactionDetails(request, response);
    const { windowsUser } = directory;
    if (windowsUser !== null) {
      await finish(request, response, { login: { accountId: windowsUser.username, amr: ['wia'] } });
      return;
    }
    response.type('html').send(renderAdfsPage(String(params.login_hint ?? ''), null));
  });
  router.post('/:uid', express.urlencoded({ extended: false }), async (request, response) => {
    const { username = '', password = '', action } = request.body ?? {};
    if (action === 'cancel') {
      await finish(request, response, {
        error: 'access_denied',
        error_description: 'The user gave up.',
      });
      return;
    }
    const user = directory.signIn(String(username), String(password));
    if (typeof user === 'string') response.type('html').send(renderAdfsPage(String(username), user));
    else await finish(request, response, { login: { accountId: user.username, amr: ['pwd'] } });
  });
  return router;
}

function controlRoutes({ directory, keys }: AdfsAppOptions): Router {
  const router = Router();
  router.use(express.json());
  router.post('/users', (request, response) => {
    const user = adfsUserSchema.parse(request.body);
    directory.putUser(user);
    response.status(201).json(user);
  });
  router.put('/endpoints/disabled', (request, response) => {
    directory.disabledEndpoints = z.array(z.string().startsWith('/')).parse(request.body);
    response.status(204).end();
  });
  router.post('/keys/rotate', async (request, response) => {
    const { keepOld } = z.strictObject({ keepOld: z.boolean().default(true) }).parse(request.body ?? {});
    await keys.rotate(keepOld);
    response.status(204).end();
  });
  return router;
}

function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

const toAnswer: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const message = error instanceof Error ? error.message : 'unknown';
  response
    .status(error instanceof z.ZodError ? 400 : 500)
    .json({ error: 'invalid_request', error_description: message });
};
