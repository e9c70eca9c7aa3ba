import { type SetupContext, type SetupStep, powerShellText as text } from '@vmrkit/core';
import type { EntraCallerSettings } from '../callers/entra-caller-settings.ts';
import { ADMIN_CONSENT_STATE, adminConsentLink } from '../sign-in/admin-consent-link.ts';
import { type AzureSignInSettings, tenantIdOf } from '../sign-in/azure-sign-in-settings.ts';

const shell = 'powershell-entra';
const rights = ['Application Administrator'];

/** Where sign-ins and consents come back to. */
export function returnAddress({ addInServerFqdn }: SetupContext): string {
  return `https://${addInServerFqdn ?? 'vmr.example.com'}/api/client/v2/msexchange_schedulers/oauth_redirect`;
}

function found(clientId: string): readonly string[] {
  return [
    "Connect-MgGraph -Scopes 'Application.ReadWrite.All'",
    `$app = Get-MgApplication -Filter ${text(`appId eq '${clientId}'`)}`,
  ];
}

/** A list of the registration with one entry more; what stands there stays. */
function withEntry(list: string, entry: string): string {
  return `@(@(${list}) + ${text(entry)} | Select-Object -Unique)`;
}

/** What an administrator of Entra sets up so that callers bring access tokens. */
export function entraCallersSetup(
  settings: EntraCallerSettings,
  context: SetupContext,
): readonly SetupStep[] {
  const { client_id, app_id_uri, scope, authority, tenant_ids } = settings;
  const uri = app_id_uri ?? `api://${client_id}`;
  const apps = settings.app_ids.length > 0 ? settings.app_ids : [client_id];
  const origin = `brk-multihub://${context.addInServerFqdn ?? 'vmr.example.com'}`;
  const named = `value = ${text(scope)}; type = 'User'; isEnabled = $true`;
  const shown =
    "adminConsentDisplayName = 'Add meeting rooms'; adminConsentDescription = 'Add meeting rooms as the signed-in user'";
  return [
    {
      id: 'api',
      title: 'Let the registration give out tokens of version 2.0 for its own API',
      why: 'The add-in asks for a token of this API alone. Without requestedAccessTokenVersion 2 the tokens are refused.',
      shell,
      lines: [
        ...found(client_id),
        `$scope = @{ id = [guid]::NewGuid(); ${named}; ${shown} }`,
        `$scopes = @($app.Api.Oauth2PermissionScopes | Where-Object Value -ne ${text(scope)}) + @(@($app.Api.Oauth2PermissionScopes | Where-Object Value -eq ${text(scope)}) + $scope | Select-Object -First 1)`,
        `Update-MgApplication -ApplicationId $app.Id -IdentifierUris ${withEntry('$app.IdentifierUris', uri)} -Api @{ requestedAccessTokenVersion = 2; oauth2PermissionScopes = $scopes }`,
      ],
      verify: [
        `(Get-MgApplication -Filter ${text(`appId eq '${client_id}'`)}).Api | Format-List RequestedAccessTokenVersion,Oauth2PermissionScopes`,
      ],
      rights,
    },
    ...apps.map(
      (appId) =>
        ({
          id: apps.length > 1 ? `nested-app-authentication-${appId}` : 'nested-app-authentication',
          title: 'Let Outlook sign the add-in in',
          why: 'Nested app authentication takes the origin of the add-in’s server, without a path, as a redirect URI.',
          shell,
          lines: [
            ...found(appId),
            `Update-MgApplication -ApplicationId $app.Id -Spa @{ redirectUris = ${withEntry('$app.Spa.RedirectUris', origin)} }`,
          ],
          verify: [`(Get-MgApplication -Filter ${text(`appId eq '${appId}'`)}).Spa.RedirectUris`],
          rights,
        }) as const,
    ),
    {
      id: 'admin-consent',
      title: 'Consent for each organization',
      why: 'An administrator of each organization opens its link once; people are then asked nothing.',
      shell: 'note',
      lines: tenant_ids.map((tenantId) =>
        adminConsentLink({
          authority,
          tenantId,
          clientId: apps[0] ?? client_id,
          scopes: [`${uri}/${scope}`],
          redirectUri: returnAddress(context),
          state: ADMIN_CONSENT_STATE,
        }),
      ),
      verify: [],
      rights: ['Privileged Role Administrator'],
    },
  ];
}

/** What an administrator of Entra sets up so that people sign in for their personal VMRs. */
export function azureSignInSetup(settings: AzureSignInSettings, context: SetupContext): readonly SetupStep[] {
  const { client_id, certificate, graph_url, token_uri } = settings;
  const back = returnAddress(context);
  return [
    {
      id: 'redirect-uri',
      title: 'Let sign-ins come back to the add-in’s server',
      why: 'Entra sends people only to addresses that are registered, letter for letter.',
      shell,
      lines: [
        ...found(client_id),
        `Update-MgApplication -ApplicationId $app.Id -Web @{ redirectUris = ${withEntry('$app.Web.RedirectUris', back)} }`,
      ],
      verify: [`(Get-MgApplication -Filter ${text(`appId eq '${client_id}'`)}).Web.RedirectUris`],
      rights,
    },
    {
      id: certificate === null ? 'client-secret' : 'certificate',
      title: certificate === null ? 'Make a client secret' : 'Upload the certificate',
      why: 'It proves the server to Entra. It expires: make the next one before that day, and type it into the record.',
      shell: certificate === null ? shell : 'note',
      lines:
        certificate === null
          ? [
              ...found(client_id),
              "Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ displayName = 'VMRKit' } | Format-List SecretText,EndDateTime",
            ]
          : [
              'Upload the certificate, without its key, under Certificates & secrets of the app registration.',
            ],
      verify: [
        `Get-MgApplication -Filter ${text(`appId eq '${client_id}'`)} | Select-Object -ExpandProperty ${certificate === null ? 'PasswordCredentials' : 'KeyCredentials'}`,
      ],
      rights,
    },
    {
      id: 'user-read',
      title: 'Consent to reading the signed-in person’s profile',
      why: 'The person’s address is taken from the directory: User.Read of the signed-in person, and no other right.',
      shell: 'note',
      lines: [
        adminConsentLink({
          authority: new URL(token_uri).origin,
          tenantId: tenantIdOf(settings),
          clientId: client_id,
          scopes: [`${graph_url}/User.Read`],
          redirectUri: back,
          state: ADMIN_CONSENT_STATE,
        }),
      ],
      verify: [],
      rights: ['Privileged Role Administrator'],
    },
  ];
}
