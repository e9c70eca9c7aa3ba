import {
  DAY_MS,
  type DoctorCheck,
  type Instant,
  type MailboxProvider,
  parseInstant,
  powerShellText,
} from '@vmrkit/core';
import type { EwsSettings } from './settings.ts';

/** Where Exchange Online answers: worldwide, for governments, in China, and in the former cloud of Germany. */
const HOSTS = [
  'outlook.office365.com',
  'outlook.office.com',
  'outlook.office365.us',
  'outlook-dod.office365.us',
  'webmail.apps.mil',
  'partner.outlook.cn',
  'outlook.office.de',
];

/** The day from which Exchange Online speaks EWS to nobody. */
const EWS_ENDS = parseInstant('2027-04-01T00:00:00.000Z');

/** Whether an EWS address is one of Exchange Online. */
export function isExchangeOnline(ewsUrl: string): boolean {
  const host = new URL(ewsUrl).hostname.replace(/\.$/, '');
  return HOSTS.some((one) => host === one || host.endsWith(`.${one}`));
}

/** Whole days that EWS is left in Exchange Online; 0 from its end on. */
export function daysOfEwsLeft(now: Instant): number {
  return Math.max(0, Math.ceil((EWS_ENDS - now) / DAY_MS));
}

/**
 * PowerShell of Exchange Online that puts an application on the list of those that may still use EWS and keeps the
 * others: what the setting is given replaces the whole list.
 */
export function allowApplicationLines(clientId: string): readonly string[] {
  return [
    '$apps = @((Get-OrganizationConfig).EwsAllowedAppIDs -split "," | ForEach-Object Trim | Where-Object { $_ })',
    `$apps = @($apps + ${powerShellText(clientId)} | Select-Object -Unique)`,
    'Set-OrganizationConfig -EwsEnabled $true -EwsAllowedAppIDs ($apps -join ",")',
  ];
}

/** Finds an integration that reaches Exchange Online over EWS, where that ends. */
export const exchangeOnlineCheck: DoctorCheck<EwsSettings, MailboxProvider> = {
  id: 'exchange-online',
  title: 'EWS in Exchange Online',
  remedy:
    'Move the integration to Microsoft Graph before EWS ends there. Until then keep its application on the list of those that may use EWS, by the command that the finding shows.',
  run: async (settings, { deps }) => {
    if (!isExchangeOnline(settings.ews_url)) {
      return { kind: 'ok', evidence: 'The EWS address is none of Exchange Online.' };
    }
    const left = daysOfEwsLeft(deps.clock.now());
    const end =
      left === 0
        ? 'Exchange Online has ended EWS on 2027-04-01.'
        : `Exchange Online ends EWS on 2027-04-01, in ${left} ${left === 1 ? 'day' : 'days'}.`;
    if (!settings.enable_oauth) {
      return { kind: 'problem', evidence: `${end} It takes no password already: set enable_oauth.` };
    }
    const lines = allowApplicationLines(settings.oauth_client_id).join('; ');
    return { kind: 'problem', evidence: `${end} Its application stays allowed by: ${lines}` };
  },
};
