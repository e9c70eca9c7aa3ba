import { type SetupContext, type SetupStep, powerShellText as text } from '@vmrkit/core';
import type { AdfsSignInSettings } from '../sign-in/adfs-sign-in-settings.ts';

const shell = 'adfs';
const rights = ['Administrator of AD FS'];
const why = {
  client: 'AD FS sends people back only to addresses that are registered with a client.',
  resource: 'Access tokens are given out for this identifier, with the claims that the rule issues.',
} as const;

/** What an administrator of AD FS sets up so that people sign in for their personal VMRs. */
export function adfsSignInSetup(settings: AdfsSignInSettings, context: SetupContext): readonly SetupStep[] {
  const own = settings.server_version === '2012r2' ? stepsOf2012R2 : stepsOf2016;
  return [...own(settings, context), endpointStep()];
}

function stepsOf2012R2(settings: AdfsSignInSettings, context: SetupContext): readonly SetupStep[] {
  const { client_id, resource_identifier: identifier } = settings;
  const name = text(`VMRKit ${context.integrationName}`);
  const permit =
    '=> issue(Type = "http://schemas.microsoft.com/authorization/claims/permit", Value = "true");';
  return [
    {
      id: 'client',
      title: 'Register the client',
      why: why.client,
      shell,
      lines: [
        `Add-AdfsClient -Name ${name} -ClientId ${text(client_id)} -RedirectUri ${text(returnAddress(context))}`,
      ],
      verify: [`Get-AdfsClient -ClientId ${text(client_id)} | Format-List ClientId,RedirectUri,Enabled`],
      rights,
    },
    {
      id: 'relying-party-trust',
      title: 'Make the relying party trust',
      why: `${why.resource} The tokens must be JWTs.`,
      shell,
      lines: [
        `$rule = ${text(claimRule(settings))}`,
        `$permit = ${text(permit)}`,
        `Add-AdfsRelyingPartyTrust -Name ${name} -Identifier ${text(identifier)} -EnableJWT $true -IssuanceTransformRules $rule -IssuanceAuthorizationRules $permit`,
      ],
      verify: [
        `Get-AdfsRelyingPartyTrust -Identifier ${text(identifier)} | Format-List Identifier,EnableJWT,Enabled,IssuanceTransformRules`,
      ],
      rights,
    },
  ];
}

function stepsOf2016(settings: AdfsSignInSettings, context: SetupContext): readonly SetupStep[] {
  const { client_id, resource_identifier: identifier } = settings;
  const group = `VMRKit ${context.integrationName}`;
  const inGroup = `-ApplicationGroupIdentifier ${text(group)}`;
  return [
    {
      id: 'native-application',
      title: 'Make the application group and its native application',
      why: why.client,
      shell,
      lines: [
        `New-AdfsApplicationGroup -Name ${text(group)} ${inGroup}`,
        `Add-AdfsNativeClientApplication ${inGroup} -Name ${text(`${group} - native application`)} -Identifier ${text(client_id)} -RedirectUri ${text(returnAddress(context))}`,
      ],
      verify: [
        `Get-AdfsNativeClientApplication -Identifier ${text(client_id)} | Format-List Identifier,RedirectUri`,
      ],
      rights,
    },
    {
      id: 'web-api',
      title: 'Make the Web API, and let the native application ask for its tokens',
      why: `${why.resource} No scope needs to be permitted.`,
      shell,
      lines: [
        `$rule = ${text(claimRule(settings))}`,
        `Add-AdfsWebApiApplication ${inGroup} -Name ${text(`${group} - Web API`)} -Identifier ${text(identifier)} -AccessControlPolicyName 'Permit everyone' -IssuanceTransformRules $rule`,
        `Grant-AdfsApplicationPermission -ClientRoleIdentifier ${text(client_id)} -ServerRoleIdentifier ${text(identifier)}`,
      ],
      verify: [
        `Get-AdfsWebApiApplication -Identifier ${text(identifier)} | Format-List Identifier,IssuanceTransformRules,AccessControlPolicyName`,
        `Get-AdfsApplicationPermission -ClientRoleIdentifiers ${text(client_id)} | Format-List ServerRoleIdentifier,ScopeNames`,
      ],
      rights,
    },
  ];
}

function endpointStep(): SetupStep {
  const path = text('/adfs/oauth2/');
  return {
    id: 'endpoint',
    title: 'Enable the OAuth endpoint',
    why: 'People sign in there, also from outside when a Web Application Proxy stands before AD FS.',
    shell,
    lines: [
      `Enable-AdfsEndpoint -TargetAddressPath ${path}`,
      `Set-AdfsEndpoint -TargetAddressPath ${path} -Proxy $true`,
      'Restart-Service adfssrv',
    ],
    verify: [`Get-AdfsEndpoint -AddressPath ${path} | Format-List Enabled,Proxy,FullUrl`],
    rights,
  };
}

/** Where sign-ins come back to. */
function returnAddress({ addInServerFqdn }: SetupContext): string {
  return `https://${addInServerFqdn ?? 'vmr.example.com'}/api/client/v2/msexchange_schedulers/oauth_redirect`;
}

/** The issuance rule: address and names from Active Directory, under the names that the record expects. */
function claimRule(settings: AdfsSignInSettings): string {
  const { email_claim, first_name_claim, last_name_claim, display_name_claim, subject_claim } = settings;
  const claims = [email_claim, first_name_claim, last_name_claim, display_name_claim];
  const attributes = ['mail', 'givenName', 'sn', 'displayName'];
  if (subject_claim !== null) {
    claims.push(subject_claim);
    attributes.push('objectGUID');
  }
  const types = claims.map((each) => `"${each}"`).join(', ');
  return `@RuleName = "VMRKit" c:[Type == "http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname", Issuer == "AD AUTHORITY"] => issue(store = "Active Directory", types = (${types}), query = ";${attributes.join(',')};{0}", param = c.Value);`;
}
