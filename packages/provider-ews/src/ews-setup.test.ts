import { describe, expect, test } from 'vitest';
import { ewsMailboxProviderPlugin } from './ews-mailbox-provider-plugin.ts';

const context = {
  integrationName: 'Sales',
  addInServerFqdn: 'vmr.example.com',
  mailHosts: [],
  mailboxes: [
    { name: 'VMR booking', email: 'vmr@example.com' },
    { name: "O'Neill’s", email: 'two@example.com' },
  ],
};

function stepsFor(changes: object = {}) {
  const settings = ewsMailboxProviderPlugin.settingsSchema.parse({
    ews_url: 'https://mail.example.com/EWS/Exchange.asmx',
    service_account_username: "corp\\svc'x",
    service_account_password: 'correct horse',
    ...changes,
  });
  return ewsMailboxProviderPlugin.setup?.(settings, context) ?? [];
}

const linesOf = (id: string, changes?: object) => stepsFor(changes).find((step) => step.id === id)?.lines;

describe('the set-up steps of EWS', () => {
  test('make every mailbox, as it is named', () => {
    expect(linesOf('equipment-mailboxes')).toEqual([
      "New-Mailbox -Equipment -Name 'VMR booking' -PrimarySmtpAddress 'vmr@example.com'",
      "New-Mailbox -Equipment -Name 'O''Neill’’s' -PrimarySmtpAddress 'two@example.com'",
    ]);
  });

  test('let Exchange enter invitations and delete nothing of them', () => {
    const [line = ''] = linesOf('calendar-processing') ?? [];
    expect(line).toContain("-Identity 'vmr@example.com' -AutomateProcessing AutoUpdate ");
    for (const kept of ['Comments', 'Subject', 'Attachments'])
      expect(line).toContain(`-Delete${kept} $false`);
  });

  test.each([
    [{}, ['impersonation', 'basic-authentication']],
    [{ impersonation: false }, ['full-access', 'basic-authentication']],
    [{ authentication: 'ntlm' }, ['impersonation']],
  ])('ask for the rights that %j needs', (changes, ids) => {
    expect(stepsFor(changes).map(({ id }) => id)).toEqual([
      'equipment-mailboxes',
      'calendar-processing',
      ...ids,
    ]);
    const [line] = linesOf(ids[0] ?? '', changes) ?? [];
    expect(line).toContain("-User 'corp\\svc''x'");
  });

  test('of Exchange Online give an application its rights, or an account full access, and keep EWS allowed', () => {
    const app = {
      ews_url: 'https://outlook.office365.com/EWS/Exchange.asmx',
      enable_oauth: true,
      oauth_client_id: 'the-app',
      oauth_token_endpoint: 'https://login.example/t/oauth2/v2.0/token',
    };
    const account = {
      oauth_redirect_uri: 'https://vmr.example.com/back/',
      oauth_authorization_endpoint: 'https://login.example/t/oauth2/v2.0/authorize',
    };
    const application = stepsFor({ ...app, oauth_grant: 'application', oauth_client_secret: 's3' });
    expect(application.map(({ id }) => id).slice(2)).toEqual(['application-rights', 'allowed-application']);
    expect(JSON.stringify(application)).not.toContain('s3');
    expect(
      stepsFor({ ...app, ...account })
        .map(({ id }) => id)
        .slice(2),
    ).toEqual(['full-access', 'allowed-application']);
  });

  test('say why, how to verify and who may; and hold no secret', () => {
    for (const step of stepsFor()) {
      expect(step.why).toMatch(/\.$/);
      expect(step.verify.length).toBeGreaterThan(0);
      for (const line of step.verify) expect(line).toMatch(/^Get-/);
      expect(step.rights).not.toEqual([]);
    }
    expect(JSON.stringify(stepsFor())).not.toContain('horse');
  });
});
