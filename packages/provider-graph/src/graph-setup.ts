import { calendarProcessingStep, powerShellText, type SetupContext, type SetupStep } from '@vmrkit/core';
import type { GraphSettings } from './settings.ts';

const EXCHANGE_ADMIN = ['Exchange Administrator'];

/** What an administrator of Microsoft 365 does: an application whose rights end at the equipment mailboxes. */
export function graphSetup(settings: GraphSettings, context: SetupContext): readonly SetupStep[] {
  const mailboxes = context.mailboxes.map(({ email }) => email);
  const names = namesOf(context);
  return [
    registration(settings),
    calendarProcessingStep(context, EXCHANGE_ADMIN),
    principal(settings, names),
    scope(mailboxes, names),
    roles(settings, names),
    organizers(names),
  ];
}

interface Names {
  readonly principal: string;
  readonly scope: string;
}

function namesOf({ integrationName }: SetupContext): Names {
  const name = integrationName.trim() || 'VMRKit';
  return { principal: `${name} application`.slice(0, 64), scope: `${name} equipment`.slice(0, 64) };
}

function registration({ client_id, tenant_id }: GraphSettings): SetupStep {
  return {
    id: 'app-registration',
    title: 'Register the application without any permission',
    why: 'The application signs in with a certificate or a secret. Permissions that are consented to in Entra reach every mailbox of the tenant and add to those below, so it gets none there.',
    shell: 'note',
    lines: [
      `In Microsoft Entra, register a single-tenant application in the tenant ${tenant_id}; its application id is ${client_id}.`,
      'Add a certificate (better) or a client secret under "Certificates & secrets".',
      'Under "API permissions", remove every permission of the type Application, User.Read too.',
    ],
    verify: ['"API permissions" shows no permission, and none that was granted to the organisation.'],
    rights: ['Application Administrator'],
  };
}

function principal({ client_id }: GraphSettings, names: Names): SetupStep {
  const app = powerShellText(client_id);
  return {
    id: 'service-principal',
    title: 'Make the application known to Exchange Online',
    why: 'Roles of Exchange are given to a pointer to the application’s service principal; the pointer alone allows nothing.',
    shell: 'powershell-exchange',
    lines: [
      `$principal = Get-MgServicePrincipal -Filter "AppId eq ${app}"`,
      `New-ServicePrincipal -AppId ${app} -ObjectId $principal.Id -DisplayName ${powerShellText(names.principal)}`,
    ],
    verify: [`Get-ServicePrincipal -Identity ${app} | Format-List AppId, ObjectId, DisplayName`],
    rights: [...EXCHANGE_ADMIN, 'Application.Read.All (Microsoft Graph PowerShell)'],
  };
}

function scope(mailboxes: readonly string[], { scope: name }: Names): SetupStep {
  const mark = powerShellText('vmrkit-equipment');
  const scopeName = powerShellText(name);
  return {
    id: 'management-scope',
    title: 'Draw a scope around the equipment mailboxes',
    why: 'Only the mailboxes that carry the mark are within reach. An administrative unit does as well; then -RecipientAdministrativeUnitScope stands in the place of -CustomResourceScope below.',
    shell: 'powershell-exchange',
    lines: [
      ...mailboxes.map(
        (email) => `Set-Mailbox -Identity ${powerShellText(email)} -CustomAttribute15 ${mark}`,
      ),
      `New-ManagementScope -Name ${scopeName} -RecipientRestrictionFilter "CustomAttribute15 -eq ${mark}"`,
    ],
    verify: [`Get-ManagementScope -Identity ${scopeName} | Format-List Name, RecipientFilter`],
    rights: EXCHANGE_ADMIN,
  };
}

function roles({ client_id, replies }: GraphSettings, names: Names): SetupStep {
  const app = powerShellText(client_id);
  const wanted = [
    'Application Calendars.ReadWrite',
    'Application Mail.ReadWrite',
    'Application MailboxSettings.Read',
    ...(replies === 'mail' ? ['Application Mail.Send'] : []),
  ];
  return {
    id: 'role-assignments',
    title: 'Give the roles within the scope',
    why: 'Calendars.ReadWrite reads and answers entries, Mail.ReadWrite reads requests and tidies up, MailboxSettings.Read reads the time zone, Mail.Send sends replies as mail of their own where that is set. A change takes up to two hours to spread.',
    shell: 'powershell-exchange',
    lines: wanted.map(
      (role) =>
        `New-ManagementRoleAssignment -App ${app} -Role ${powerShellText(role)} -CustomResourceScope ${powerShellText(names.scope)}`,
    ),
    verify: [
      `Test-ServicePrincipalAuthorization -Identity ${app} | Format-Table RoleName, AllowedResourceScope, InScope`,
    ],
    rights: ['Organization Management'],
  };
}

function organizers({ scope: name }: Names): SetupStep {
  return {
    id: 'organizer-scope',
    title: 'Optional: reach into organizers’ calendars',
    why: 'Only with it are token tags and instructions in sent meetings rewritten, lost meetings recovered from organizers, and test meetings booked by `vmrkit doctor --test-meeting`. It reaches the mailbox of every organizer in its scope, so leave it out where that is too much; an alarm says then what could not be done.',
    shell: 'note',
    lines: [
      `Draw a second scope around the organizers, as with ${name}, and assign the role "Application Calendars.ReadWrite" within it.`,
      'Where messages tell names of the directory instead of addresses, consent to User.ReadBasic.All in Entra and switch `directory` on.',
    ],
    verify: [
      'Test-ServicePrincipalAuthorization with -Resource and the address of an organizer shows the role as in scope.',
    ],
    rights: ['Organization Management'],
  };
}
