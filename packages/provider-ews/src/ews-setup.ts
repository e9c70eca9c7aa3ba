import {
  calendarProcessingStep,
  type SetupContext,
  type SetupStep,
  powerShellText as text,
} from '@vmrkit/core';
import { allowApplicationLines, isExchangeOnline } from './exchange-online.ts';
import type { EwsSettings } from './settings.ts';

const shell = 'powershell-exchange';

/** What an administrator of Exchange Server sets up for an integration over EWS. */
export function ewsSetup(settings: EwsSettings, context: SetupContext): readonly SetupStep[] {
  const { mailboxes } = context;
  const emails = mailboxes.map(({ email }) => text(email));
  return [
    {
      id: 'equipment-mailboxes',
      title: 'Create the equipment mailboxes',
      why: 'Organizers invite one of them; it is read and answered by the service account. Nobody signs in to it.',
      shell,
      lines: mailboxes.map(
        ({ name, email }) => `New-Mailbox -Equipment -Name ${text(name)} -PrimarySmtpAddress ${text(email)}`,
      ),
      verify: emails.map(
        (email) => `Get-Mailbox -Identity ${email} | Format-List PrimarySmtpAddress,RecipientTypeDetails`,
      ),
      rights: ['Recipient Management'],
    },
    calendarProcessingStep(context, ['Recipient Management']),
    ...rights(settings, emails),
    ...(settings.enable_oauth || settings.authentication !== 'basic' ? [] : [basicAuthentication]),
  ];
}

function impersonation({ service_account_username: account }: EwsSettings): SetupStep {
  return {
    id: 'impersonation',
    title: 'Let the service account impersonate',
    why: 'It acts in the name of the equipment mailboxes, and of organizers whose invitations are completed later. So it reaches every mailbox of the organisation; -CustomRecipientWriteScope with a management scope of your own narrows it.',
    shell,
    lines: [
      `New-ManagementRoleAssignment -Name 'VMRKit impersonation' -Role ApplicationImpersonation -User ${text(account)}`,
    ],
    verify: [
      `Get-ManagementRoleAssignment -Role ApplicationImpersonation -RoleAssignee ${text(account)} | Format-List Name,CustomRecipientWriteScope`,
    ],
    rights: ['Organization Management'],
  };
}

/** By what the account or the application reaches the mailboxes. */
function rights(settings: EwsSettings, emails: readonly string[]): readonly SetupStep[] {
  const online = isExchangeOnline(settings.ews_url);
  const allowed = online && settings.enable_oauth ? [allowedApplication(settings.oauth_client_id)] : [];
  if (settings.enable_oauth && settings.oauth_grant === 'application') {
    return [applicationRights(settings.oauth_client_id), ...allowed];
  }
  const own = settings.impersonation && !online ? impersonation(settings) : fullAccess(settings, emails);
  return [own, ...allowed];
}

function applicationRights(clientId: string): SetupStep {
  return {
    id: 'application-rights',
    title: 'Let the application act in the mailboxes',
    why: 'It reads and answers the equipment mailboxes, and rewrites organizers’ meetings, each in its own name. A scope keeps it from all other mailboxes.',
    shell: 'note',
    lines: [
      `In Exchange Online, give the application ${clientId} the role “Application EWS.AccessAsApp” (New-ServicePrincipal, then New-ManagementRoleAssignment -App with -CustomResourceScope), or the application permission full_access_as_app in Entra, which reaches every mailbox.`,
    ],
    verify: ['Test-ServicePrincipalAuthorization shows which mailboxes the role reaches.'],
    rights: ['Organization Management', 'Application Administrator'],
  };
}

function allowedApplication(clientId: string): SetupStep {
  return {
    id: 'allowed-application',
    title: 'Keep EWS allowed for the application until it ends on 2027-04-01',
    why: 'Exchange Online speaks EWS with listed applications alone. The commands add this one and keep the others. A change may take a day.',
    shell,
    lines: allowApplicationLines(clientId),
    verify: ['Get-OrganizationConfig | Format-List EwsEnabled,EwsAllowedAppIDs'],
    rights: ['Organization Management'],
  };
}

function fullAccess(
  { service_account_username: account }: EwsSettings,
  emails: readonly string[],
): SetupStep {
  return {
    id: 'full-access',
    title: 'Give the service account full access to the equipment mailboxes',
    why: 'It reads and answers them without impersonation. Organizers’ invitations are not reached by it.',
    shell,
    lines: emails.map(
      (email) =>
        `Add-MailboxPermission -Identity ${email} -User ${text(account)} -AccessRights FullAccess -AutoMapping $false`,
    ),
    verify: emails.map((email) => `Get-MailboxPermission -Identity ${email} -User ${text(account)}`),
    rights: ['Recipient Management'],
  };
}

const basicAuthentication: SetupStep = {
  id: 'basic-authentication',
  title: 'Allow Basic authentication for EWS',
  why: 'The service account signs in with its password this way. It applies to all servers that EWS is reached at, and their web server is to be restarted (iisreset). With authentication set to ntlm it is not needed.',
  shell,
  lines: ['Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -BasicAuthentication $true'],
  verify: ['Get-WebServicesVirtualDirectory | Format-List Identity,BasicAuthentication'],
  rights: ['Organization Management'],
};
