import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { adfsNow, adfsTokenClaims } from './adfs-claims.ts';
import type { AdfsDirectory, AdfsUser } from './adfs-directory.ts';
import { renderAdfsPage } from './adfs-page.ts';

const LIFETIME_SECONDS = 3_600;
const knownParameters = ['response_type', 'client_id', 'redirect_uri', 'resource', 'state'];

const askedSchema = z.looseObject({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.string(),
  resource: z.string().optional(),
  state: z.string().optional(),
});

type Asked = z.output<typeof askedSchema>;

interface GivenCode {
  readonly user: AdfsUser;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly resource: string;
}

/** What the endpoints work with. */
export interface Adfs2012R2Options {
  origin(): string;
  readonly directory: AdfsDirectory;
  readonly keys: SigningKeys;
}

/**
 * The OAuth endpoints of AD FS on Windows Server 2012 R2: public clients, the code grant alone, `resource` for each
 * request, and one access token as the answer ([MS-OAPX] at behaviour level 1).
 */
export function adfs2012R2Endpoints({ origin, directory, keys }: Adfs2012R2Options): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false });
  const codes = new Map<string, GivenCode>();
  const { settings } = directory;

  router
    .route('/authorize')
    .get((request, response) => {
      const asked = accepted(request, response, directory);
      if (asked === null) return;
      const { windowsUser } = directory;
      if (windowsUser === null) response.type('html').send(renderAdfsPage('', null));
      else letIn(windowsUser, asked, response);
    })
    .post(form, (request, response) => {
      const asked = accepted(request, response, directory);
      if (asked === null) return;
      const { username = '', password = '', action } = request.body ?? {};
      if (action === 'cancel') {
        back(response, asked, { error: 'access_denied', error_description: 'The user gave up.' });
        return;
      }
      const user = directory.signIn(String(username), String(password));
      if (typeof user === 'string') {
        response.type('html').send(renderAdfsPage(String(username), user));
        return;
      }
      letIn(user, asked, response);
    });

  router.post('/token', form, async (request, response) => {
    const { grant_type, code, client_id, redirect_uri } = request.body ?? {};
    const given = codes.get(String(code));
    codes.delete(String(code));
    const isSame = given?.clientId === client_id && given?.redirectUri === redirect_uri;
    if (grant_type !== 'authorization_code' || given === undefined || !isSame) {
      const error_description = 'MSIS9612: The authorization code is invalid or has been redeemed.';
      response.status(400).json({ error: 'invalid_grant', error_description });
      return;
    }
    const { user, clientId, resource } = given;
    const iat = adfsNow(settings);
    const claims = adfsTokenClaims({ origin: origin(), settings, user, clientId, resource });
    const access_token = await new SignJWT({ ...claims, iat, exp: iat + LIFETIME_SECONDS })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: keys.current.kid })
      .sign(keys.current.privateKey);
    response.json({ access_token, token_type: 'bearer', expires_in: LIFETIME_SECONDS });
  });

  function letIn(user: AdfsUser, asked: Asked, response: Response): void {
    const code = randomUUID();
    const { client_id: clientId, redirect_uri: redirectUri, resource = '' } = asked;
    codes.set(code, { user, clientId, redirectUri, resource });
    back(response, asked, { code });
  }

  return router;
}

/** The request, or null after its refusal was sent. */
function accepted(request: Request, response: Response, directory: AdfsDirectory): Asked | null {
  const { settings } = directory;
  const asked = askedSchema.safeParse(request.query);
  if (!asked.success || !directory.hasClient(asked.data.client_id, asked.data.redirect_uri)) {
    const error_description = notRegistered(request.query.client_id, directory);
    response.status(400).json({ error: 'invalid_request', error_description });
    return null;
  }
  const unknown = Object.keys(request.query).filter((name) => !knownParameters.includes(name));
  if (settings.refuseUnknownParameters && unknown.length > 0) {
    back(response, asked.data, { error: 'invalid_request', error_description: `Unknown: ${unknown}.` });
    return null;
  }
  if (directory.hasResource(asked.data.resource ?? '')) return asked.data;
  back(response, asked.data, {
    error: 'invalid_resource',
    error_description: 'MSIS9602: The resource is not known.',
  });
  return null;
}

/** What AD FS says of a client that it does not know, or whose address to come back to it does not. */
function notRegistered(client: unknown, { settings }: AdfsDirectory): string {
  return settings.clients.some(({ clientId }) => clientId === client)
    ? 'MSIS9224: The redirect URI is not registered for this client.'
    : 'MSIS9223: The client is not known.';
}

/** Sends the person back to the client. */
function back(
  response: Response,
  { redirect_uri, state }: Asked,
  result: Readonly<Record<string, string>>,
): void {
  const url = new URL(redirect_uri);
  for (const [name, value] of Object.entries({ ...result, ...(state === undefined ? {} : { state }) })) {
    url.searchParams.set(name, value);
  }
  response.redirect(303, url.href);
}
