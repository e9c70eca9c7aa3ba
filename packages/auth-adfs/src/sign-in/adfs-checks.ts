import { codeOf, type DoctorCheck, type HttpClient, type SignInProvider } from '@vmrkit/core';
import { fetchAdfsKeys, metadataUrlOf } from '../metadata/adfs-keys.ts';
import type { AdfsSignInSettings } from './adfs-sign-in-settings.ts';

type Check = DoctorCheck<AdfsSignInSettings, SignInProvider>;

const DEADLINE_MS = 5_000;
/** What the web server of AD FS answers where an endpoint is disabled: nobody has registered the address. */
const DISABLED: readonly number[] = [404, 503];

/** Finds an OAuth endpoint that is disabled, or disabled on the proxy before AD FS. */
const endpointsCheck: Check = {
  id: 'endpoints',
  title: 'The OAuth endpoints of AD FS are enabled',
  remedy:
    "On AD FS: `Enable-AdfsEndpoint -TargetAddressPath '/adfs/oauth2/'`, the same for the proxy (`Set-AdfsEndpoint -TargetAddressPath '/adfs/oauth2/' -Proxy $true`), then `Restart-Service adfssrv`. Otherwise correct authorization_uri and token_uri.",
  run: ({ authorization_uri, token_uri }, { deps, signal }) =>
    closing(deps.http.client({ deadlineMs: DEADLINE_MS }), async (client) => {
      const answers: string[] = [];
      const disabled: string[] = [];
      for (const [url, asked] of [
        [authorization_uri, {}],
        [token_uri, { method: 'POST', body: new URLSearchParams() }],
      ] as const) {
        // It refuses to be asked for nothing; that it answers is what counts.
        const { status } = await client.fetch(url, { ...asked, signal });
        (DISABLED.includes(status) ? disabled : answers).push(`${url} answers ${status}.`);
      }
      return disabled.length > 0
        ? { kind: 'problem', evidence: disabled.join(' ') }
        : { kind: 'ok', evidence: answers.join(' ') };
    }),
};

/** Finds metadata that are disabled, another version's, or name no key. */
const metadataCheck: Check = {
  id: 'metadata',
  title: 'AD FS publishes its issuer and keys',
  remedy:
    'Set server_version to the version of AD FS. On AD FS `Get-AdfsEndpoint` must have the address that the finding names enabled, and the one of the keys (/adfs/discovery/keys); `Enable-AdfsEndpoint -TargetAddressPath` does that. Where a proxy publishes it elsewhere, set metadata_url.',
  run: (settings, { deps }) =>
    closing(deps.http.client({ deadlineMs: DEADLINE_MS }), async (client) => {
      const { href } = metadataUrlOf(settings);
      try {
        const { size } = await fetchAdfsKeys(settings, client);
        return { kind: 'ok', evidence: `${href} names its issuer and ${size - 1} ids of keys.` };
      } catch (error) {
        const said = error instanceof Error ? error.message : '';
        return { kind: 'problem', evidence: `${href}: ${codeOf(error)}: ${said}` };
      }
    }),
};

/** What can be wrong with the sign-in at AD FS. */
export const adfsChecks: readonly Check[] = [endpointsCheck, metadataCheck];

async function closing<T>(client: HttpClient, use: (client: HttpClient) => Promise<T>): Promise<T> {
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
