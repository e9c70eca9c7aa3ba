import type { IntegrationPluginKind, IntegrationRecord } from '@vmrkit/core';
import { type SetupStep, powerShellText as text } from '@vmrkit/core';
import { setupContextOf } from '@vmrkit/core/composition';
import type { IntegrationPlugins } from '@vmrkit/sdk';

/** Everything that an administrator sets up outside for an integration, in order; each step once. */
export function setupStepsOf(
  record: IntegrationRecord,
  plugins: Pick<IntegrationPlugins, 'setup'>,
): readonly SetupStep[] {
  const context = setupContextOf(record);
  const of = (
    kind: IntegrationPluginKind,
    { provider: name, settings }: { readonly provider: string; readonly settings: unknown },
  ) => plugins.setup(kind, { name, settings }, context);
  return [
    ...(record.mailbox === null ? [] : of('mailbox-provider', record.mailbox)),
    ...record.organizerAccess.flatMap((access) => of('mailbox-provider', access)),
    ...record.callers.flatMap((entry) => of('caller-verifier', entry)),
    ...(record.signIn === null ? [] : of('sign-in-provider', record.signIn)),
    ...(record.roomSource === null ? [] : of('room-source', record.roomSource)),
    ...addInSteps(record),
  ];
}

const rights = ['Org Custom Apps (part of Organization Management)'];
const members =
  "$users = @(Get-DistributionGroupMember -Identity 'VMR users' -ResultSize Unlimited | ForEach-Object PrimarySmtpAddress)";

/** Installing the add-in for a group of people, and changing who has it. */
function addInSteps({ id, general }: Pick<IntegrationRecord, 'id' | 'general'>): readonly SetupStep[] {
  const manifest = text(`vmrkit-${id}.xml`);
  const app = `Get-App -OrganizationApp | Where-Object AppId -eq ${text(id)}`;
  return [
    {
      id: 'add-in-install',
      title: 'Install the add-in for a group',
      why: `Its button then appears in Outlook for the members of the group, at most 1,000. The manifest is that of the integration; download it before. Put the name of your group in the place of 'VMR users'.`,
      shell: 'powershell-exchange',
      lines: [
        members,
        `New-App -OrganizationApp -FileData ([IO.File]::ReadAllBytes((Resolve-Path ${manifest}))) -ProvidedTo SpecificUsers -UserList $users -DefaultStateForUser Enabled`,
      ],
      verify: [`${app} | Format-List DisplayName,AppVersion,ProvidedTo,UserList,Enabled`],
      rights,
    },
    {
      id: 'add-in-users',
      title: 'Change who has the add-in',
      why: `The list replaces the one before. Run it again when the group of the integration ${text(general.name)} has changed: membership is not followed.`,
      shell: 'powershell-exchange',
      lines: [members, `${app} | Set-App -OrganizationApp -ProvidedTo SpecificUsers -UserList $users`],
      verify: [`(${app}).UserList`],
      rights,
    },
    {
      id: 'add-in-centralized-deployment',
      title: 'In Exchange Online: deploy the add-in centrally instead',
      why: 'Centralized Deployment follows the membership of groups and has no limit of 1,000 people.',
      shell: 'note',
      lines: [
        'Microsoft 365 admin center: Settings, Integrated apps, Upload custom apps, Office Add-in; choose the manifest and the groups.',
        'Exchange admin center (also on premises): Organization, Add-ins, New, Add from file.',
      ],
      verify: ['The add-in stands under Integrated apps with its users; it may take a day to appear.'],
      rights: ['Exchange Administrator'],
    },
  ];
}
