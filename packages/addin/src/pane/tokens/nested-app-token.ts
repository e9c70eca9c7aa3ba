import { createNestablePublicClientApplication, InteractionRequiredAuthError } from '@azure/msal-browser';
import type { EntraSettings } from './token-source.ts';

/** An access token for the add-in's own API: silently, else by a window that the client opens. Rejects as the library does. */
export async function nestedAppToken(
  { clientId, authority, scope }: EntraSettings,
  loginHint: string,
): Promise<string> {
  const client = await createNestablePublicClientApplication({
    auth: { clientId, authority },
    cache: { cacheLocation: 'localStorage' },
  });
  const request = { scopes: [scope], loginHint };
  try {
    return (await client.acquireTokenSilent(request)).accessToken;
  } catch (error) {
    if (!(error instanceof InteractionRequiredAuthError)) throw error;
    return (await client.acquireTokenPopup(request)).accessToken;
  }
}
