import type { DoctorCheck, HttpClient, SignInProvider } from '@vmrkit/core';
import { returnAddress } from '../setup/entra-setup.ts';
import type { AzureSignInSettings } from './azure-sign-in-settings.ts';

type Check = DoctorCheck<AzureSignInSettings, SignInProvider>;

const DEADLINE_MS = 5_000;

/** Finds addresses that the directory does not name as its own. */
const endpointsCheck: Check = {
  id: 'endpoints',
  title: 'Entra knows the tenant, and names these endpoints',
  remedy: 'Take authorization_uri and token_uri from the registration’s overview, under Endpoints (v2).',
  run: async ({ authorization_uri, token_uri }, { deps, signal }) => {
    const url = token_uri.replace(/oauth2\/v2\.0\/token$/, 'v2.0/.well-known/openid-configuration');
    const client = deps.http.client({ deadlineMs: DEADLINE_MS });
    return closing(client, async () => {
      const answer = await client.fetch(url, { signal });
      if (answer.status !== 200) return { kind: 'problem', evidence: `${url} answers ${answer.status}.` };
      const document: unknown = await answer.json();
      const named = ['authorization_endpoint', 'token_endpoint'].map((name) =>
        pathOf(typeof document === 'object' && document !== null ? Reflect.get(document, name) : null),
      );
      // Where a domain stands for the tenant, the document names its id.
      const fits = [authorization_uri, token_uri].every(
        (address, at) =>
          named[at]?.split('/').slice(2).join('/') === pathOf(address).split('/').slice(2).join('/'),
      );
      return fits
        ? { kind: 'ok', evidence: `${url} names both.` }
        : { kind: 'problem', evidence: `${url} names ${named.join(' and ')}.` };
    });
  },
};

/** Finds a registration that does not have the address that sign-ins come back to, by asking without a person. */
const redirectUriCheck: Check = {
  id: 'redirect-uri',
  title: 'The registration has the redirect URI',
  remedy:
    'Register the redirect URI that the finding names, letter for letter; `vmrkit setup` prints the command.',
  run: async ({ authorization_uri, client_id }, { deps, setup, signal }) => {
    const back = returnAddress(setup);
    const asked = { client_id, redirect_uri: back, response_type: 'code', scope: 'openid', prompt: 'none' };
    const url = `${authorization_uri}?${new URLSearchParams({ ...asked, state: 'doctor' })}`;
    const client = deps.http.client({ deadlineMs: DEADLINE_MS });
    return closing(client, async () => {
      const { status, headers } = await client.fetch(url, { signal });
      const location = headers.get('location') ?? '';
      if (location.startsWith(`${back}?`)) return { kind: 'ok', evidence: `Entra sends people to ${back}.` };
      const evidence = `Asked for ${back}, Entra answers ${status} and sends nobody there.`;
      return { kind: status >= 400 ? 'problem' : 'unknown', evidence };
    });
  },
};

/** What can be wrong with the sign-in at Entra. */
export const azureChecks: readonly Check[] = [endpointsCheck, redirectUriCheck];

async function closing<T>(client: HttpClient, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await client.close();
  }
}

function pathOf(address: unknown): string {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).pathname : '';
}
