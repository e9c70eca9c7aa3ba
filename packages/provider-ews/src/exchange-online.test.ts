import { type DoctorContext, type MailboxProvider, parseInstant } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import {
  allowApplicationLines,
  daysOfEwsLeft,
  exchangeOnlineCheck,
  isExchangeOnline,
} from './exchange-online.ts';
import { ewsSettingsSchema } from './settings.ts';
import { testDeps, testSettings } from './test-support/test-deps.ts';

const ONLINE = 'https://outlook.office365.com/EWS/Exchange.asmx';

describe('EWS in Exchange Online', () => {
  it.each([
    [ONLINE, true],
    ['https://OUTLOOK.office365.us/ews/exchange.asmx', true],
    ['https://partner.outlook.cn/EWS/Exchange.asmx', true],
    ['https://webmail.apps.mil/EWS/Exchange.asmx', true],
    ['https://mail.corp.example/EWS/Exchange.asmx', false],
    ['https://outlook.office365.com.evil.example/EWS', false],
    ['https://myoutlook.office365.com/EWS', false],
  ])('%s is one: %s', (url, expected) => {
    expect(isExchangeOnline(url)).toBe(expected);
  });

  it.each([
    ['2026-12-01T00:00:00.000Z', 121],
    ['2027-03-31T23:59:59.000Z', 1],
    ['2027-04-01T00:00:00.000Z', 0],
    ['2028-01-01T00:00:00.000Z', 0],
  ])('on %s it has %i days left', (now, days) => {
    expect(daysOfEwsLeft(parseInstant(now))).toBe(days);
  });

  it('its list of applications keeps the others, and no id ends the text', () => {
    const lines = allowApplicationLines("a'; Remove-Mailbox x; '").join('\n');
    expect(lines).toContain("'a''; Remove-Mailbox x; '''");
    expect(lines).toContain('(Get-OrganizationConfig).EwsAllowedAppIDs');
    expect(lines).toContain('-EwsAllowedAppIDs ($apps -join ",")');
  });

  const run = (settings: Parameters<typeof exchangeOnlineCheck.run>[0], now: string) => {
    const clock = { ...testDeps.clock, now: () => parseInstant(now) };
    return exchangeOnlineCheck.run(settings, {
      deps: { ...testDeps, clock },
    } as DoctorContext<MailboxProvider>);
  };

  it('is found, with the days and the command', async () => {
    const online = ewsSettingsSchema.parse({
      ews_url: ONLINE,
      enable_oauth: true,
      oauth_grant: 'application',
      oauth_client_id: 'the-app',
      oauth_client_secret: 's',
      oauth_token_endpoint: 'https://login.example/t/oauth2/v2.0/token',
    });
    const found = await run(online, '2027-03-02T00:00:00.000Z');
    expect(found.kind).toBe('problem');
    expect(found.evidence).toMatch(/in 30 days.*'the-app'.*Set-OrganizationConfig/s);
    expect((await run(online, '2027-05-01T00:00:00.000Z')).evidence).toContain('has ended');
    expect((await run(testSettings(ONLINE), '2027-03-02T00:00:00.000Z')).evidence).toContain('enable_oauth');
    const own = testSettings('https://mail.corp.example/EWS/Exchange.asmx');
    expect((await run(own, '2027-03-02T00:00:00.000Z')).kind).toBe('ok');
  });
});
