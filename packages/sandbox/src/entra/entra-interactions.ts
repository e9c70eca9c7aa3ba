import { type Request, type Response, Router, urlencoded } from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { renderSignInPage, type SignInPage } from '../identity/sign-in-page.ts';
import type { EntraApp, EntraDirectory, EntraUser } from './entra-directory.ts';
import { EntraError } from './entra-error.ts';

const formSchema = z.object({
  action: z.string().default('next'),
  username: z.string().default(''),
  password: z.string().default(''),
  code: z.string().default(''),
});

type Form = z.output<typeof formSchema>;

/** How far a sign-in has come. */
interface Progress {
  readonly user: EntraUser;
  readonly mfaDone: boolean;
}

/** What the pages of a tenant work with. */
export interface EntraInteractionsOptions {
  readonly directory: EntraDirectory;
  provider(tenantId: string): Provider;
}

/** What happens next in a sign-in: a page, the end, or a refusal that the application is told. */
type Step = { readonly page: SignInPage } | { readonly signedIn: EntraUser } | { readonly refused: string };

/** The sign-in pages: name and password, a second factor, consent. */
export function entraInteractions({ directory, provider }: EntraInteractionsOptions): Router {
  const router = Router({ mergeParams: true });
  const progress = new Map<string, Progress>();

  async function show(request: Request, response: Response, form: Form | null): Promise<void> {
    const tenantId = String(request.params.tenantId);
    const op = provider(tenantId);
    const { uid, params } = await op.interactionDetails(request, response).catch(() => {
      throw new EntraError(400, 'This sign-in has ended, or began in another browser.');
    });
    const app = directory.app(String(params.client_id));
    if (app === null) throw new EntraError(400, 'There is no such application.');
    const hint = String(params.login_hint ?? '');
    const step = next({ tenantId, uid, app, hint, form });
    if ('page' in step) {
      response.type('html').send(renderSignInPage(step.page));
      return;
    }
    progress.delete(uid);
    const result =
      'signedIn' in step
        ? { login: { accountId: step.signedIn.objectId, amr: ['pwd'] } }
        : { error: 'access_denied', error_description: step.refused };
    await op.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  function next(at: {
    readonly tenantId: string;
    readonly uid: string;
    readonly app: EntraApp;
    readonly hint: string;
    readonly form: Form | null;
  }): Step {
    const { tenantId, uid, app, hint, form } = at;
    if (form?.action === 'cancel')
      return { refused: 'AADSTS65004: The user declined to consent to access the app.' };
    const known = progress.get(uid);
    if (known === undefined) {
      if (form === null) return { page: namePage(hint, null) };
      const user = directory.user(tenantId, form.username);
      const fault = faultOf(user, form.password);
      if (user === null || fault !== null) return { page: namePage(form.username, fault) };
      progress.set(uid, { user, mfaDone: user.mfaCode === null });
      return next({ ...at, form: null });
    }
    const { user } = known;
    if (!known.mfaDone) {
      if (form === null) return { page: codePage(null) };
      if (form.code !== user.mfaCode) return { page: codePage('AADSTS500121: That is not the code.') };
      progress.set(uid, { user, mfaDone: true });
      return next({ ...at, form: null });
    }
    if (form?.action === 'accept') directory.grantConsent(app, user);
    return directory.needsConsent(app, user) ? { page: consentPage(app) } : { signedIn: user };
  }

  router.get('/:uid', (request, response) => show(request, response, null));
  router.post('/:uid', urlencoded({ extended: false }), (request, response) =>
    show(request, response, formSchema.parse(request.body ?? {})),
  );
  return router;
}

function faultOf(user: EntraUser | null, password: string): string | null {
  if (user === null) return 'AADSTS50034: There is no such account in this tenant.';
  if (user.password !== password) return 'AADSTS50126: Name or password is wrong.';
  return user.disabled ? 'AADSTS50057: The account is disabled.' : null;
}

function namePage(username: string, fault: string | null): SignInPage {
  return {
    title: 'Sign in',
    fault,
    fields: [
      { name: 'username', label: 'User name', type: 'text', value: username },
      { name: 'password', label: 'Password', type: 'password' },
    ],
    buttons: { next: 'Sign in', cancel: 'Cancel' },
  };
}

function codePage(fault: string | null): SignInPage {
  return {
    title: 'Prove that it is you',
    text: 'Type the code that your app shows.',
    fault,
    fields: [{ name: 'code', label: 'Code', type: 'text' }],
    buttons: { next: 'Verify', cancel: 'Cancel' },
  };
}

function consentPage({ clientId }: EntraApp): SignInPage {
  return {
    title: 'Permissions requested',
    text: `The application ${clientId} wants to sign you in and read your profile.`,
    buttons: { accept: 'Accept', cancel: 'Cancel' },
  };
}
