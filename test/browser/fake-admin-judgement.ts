import type { AdminData } from './fake-admin-data.ts';

type SomeRecord = { general?: { name?: string }; add_in?: { server_fqdn?: string; button_label?: unknown } };

/** What a save of a record would do. */
export function validate(record: SomeRecord) {
  const missing = (path: string, value: unknown) =>
    value ? [] : [{ path, code: 'required', message: 'This field is required.' }];
  const label = JSON.stringify(record.add_in?.button_label ?? '');
  return {
    errors: [
      ...missing('general.name', record.general?.name),
      ...missing('add_in.server_fqdn', record.add_in?.server_fqdn),
    ],
    requires: { manifest: label !== '""' && !label.includes('Add a meeting room'), sign_in: false },
    changes: [],
    connection: [],
  };
}

/** What a template gives. */
export function preview({ slot, template }: { slot: string; template: string }) {
  const at = template.split('\n').findIndex((line) => /\{\{[^}]*$/.test(line));
  const variables = ['alias', 'numeric_alias'];
  if (at >= 0)
    return {
      html: null,
      text: null,
      variables,
      error: { message: 'The expression is not closed.', line: at + 1, column: 1 },
    };
  const text = template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => `[${name}]`);
  return slot.startsWith('email_texts')
    ? { html: text, text: null, error: null, variables }
    : { html: null, text, error: null, variables };
}

/** What is asked about an integration, by the last part of the path. */
export function answersOf(now: number): Readonly<Record<string, object>> {
  const title = 'The mail system does not accept the password of the service account.';
  const told = {
    subject: 'vmr-service@corp.example',
    evidence: 'HTTP 401',
    remedy: 'Type it again, and save.',
  };
  const step = {
    title: 'The equipment mailbox',
    why: 'It must answer nothing by itself.',
    shell: 'powershell-exchange',
    verify: [],
    lines: ['Set-CalendarProcessing -Identity vmr -AutomateProcessing AutoUpdate'],
  };
  return {
    test_connection: { checks: [{ id: 'sign-in', title, kind: 'problem', severity: 'error', ...told }] },
    sign_in_link: {
      url: 'https://admin.example/sign-in/abc',
      expires_at: new Date(now + 600_000).toISOString(),
    },
    setup: { steps: [step] },
  };
}

/** An integration in a list. */
export function integrationItem(
  { record, version, enabled }: AdminData['integrations'][number],
  alarms: AdminData['alarms'],
) {
  const { id, tenant_id, general, mailbox, add_in } = record;
  return {
    id,
    tenant_id,
    name: general.name,
    enabled,
    provider: mailbox.provider,
    addin_server: add_in.server_fqdn,
    mailboxes: mailbox.mailboxes,
    alarms: alarms.filter(({ integration_id: of }) => of === id).length,
    version,
  };
}
