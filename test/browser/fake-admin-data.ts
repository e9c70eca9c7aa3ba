/** What a deployment with three customers looks like: made up, and the same each time. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

let seed = 7;
/** A number that is the same each time. */
export function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function uuid(kind: string, at: number): string {
  return `${kind}-0000-4000-8000-${String(at).padStart(12, '0')}`;
}

/** A name that would be markup if anybody took it for it. */
export const hostileName =
  '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>';

const customers = [
  { id: 'default', name: 'Own company', domain: 'corp.example', prefix: '55' },
  { id: 'fabrikam', name: 'Fabrikam Insurance', domain: 'fabrikam.example', prefix: '61' },
  { id: 'contoso', name: 'Contoso Hospitals', domain: 'contoso.example', prefix: '72' },
] as const;
const departments = ['Sales', 'Engineering', 'Finance', 'Support'];
const subjects = [
  'Quarterly board review',
  'Weekly planning',
  'Customer call with Northwind',
  'Interview: site reliability engineer',
  'Budget 2027',
  'Design review',
  'Ward round handover',
  'Onboarding',
];
const people = ['Ada Berg', 'Bob Okafor', 'Chiara Rossi', 'Daniel Weiss', 'Emi Tanaka', 'Farid Nasser'];

export const isoOf = (at: number) => new Date(at).toISOString();
const emailOf = (name: string, domain: string) => `${name.toLowerCase().replace(' ', '.')}@${domain}`;

/** Everything that the fake API answers with, as of a moment. */
export function makeAdminData(now: number) {
  const tenants = customers.map(({ id, name, domain, prefix }) => ({
    id,
    name,
    prefixes: [prefix],
    domains: [domain],
    fqdns: [`vmr.${domain}`],
    version: '1',
  }));
  const integrations = customers.flatMap(({ id: tenant, domain, prefix }, customer) =>
    departments.map((department, at) =>
      makeRecord(customer * 4 + at, { tenant, domain, prefix, department }),
    ),
  );
  const conferences = Array.from({ length: 200 }, (_, at) => makeConference(at, now, integrations));
  return {
    tenants,
    integrations,
    conferences,
    alarms: makeAlarms(now, integrations),
    audit: makeAudit(now, integrations),
    outbox: makeOutbox(now, conferences),
    users: customers.flatMap(({ id, domain }, customer) =>
      people.map((name, at) => ({
        id: uuid('a0000000', customer * 10 + at),
        tenant_id: id,
        email: emailOf(name, domain),
        name,
        created_by: 'sign-in',
        created_at: isoOf(now - at * 24 * HOUR),
        version: '1',
      })),
    ),
    rooms: customers.flatMap(({ id, domain, prefix }, customer) =>
      people.slice(0, 4).map((name, at) => ({
        id: uuid('b0000000', customer * 10 + at),
        tenant_id: id,
        name: `${name}’s room`,
        owner_email: emailOf(name, domain),
        description: '',
        aliases: [`${name.split(' ')[0]?.toLowerCase()}@${domain}`, `${prefix}9${at}00`],
        allow_guests: at % 2 === 0,
        has_pin: at % 2 === 0,
        has_guest_pin: false,
        version: '1',
      })),
    ),
  };
}

export type AdminData = ReturnType<typeof makeAdminData>;

function makeRecord(
  at: number,
  {
    tenant,
    domain,
    prefix,
    department,
  }: { tenant: string; domain: string; prefix: string; department: string },
) {
  const template = (text: string) => ({ default: text, by_language: {} as Record<string, string> });
  return {
    version: 1,
    enabled: at !== 7,
    record: {
      id: uuid('10000000', at),
      tenant_id: tenant,
      general: {
        name: `${department}, ${domain}`,
        description: '',
        enabled: at !== 7,
        enable_single_use_vmrs: true,
        enable_personal_vmrs: false,
      },
      mailbox: {
        provider: at % 3 === 2 ? 'graph' : 'ews',
        settings: {
          ews_url: `https://mail.${domain}/EWS/Exchange.asmx`,
          service_account_username: `vmr-service@${domain}`,
          service_account_password: '********',
          enable_oauth: at === 1,
        },
        mailboxes: [
          {
            id: uuid('20000000', at),
            name: 'VMR booking',
            email: `vmr-${department.toLowerCase()}@${domain}`,
            state: 'active',
          },
        ],
      },
      single_use: {
        scheduled_alias_prefix: prefix,
        scheduled_alias_domain: domain,
        scheduled_alias_suffix_length: 6,
        join_before_buffer: 30,
        join_after_buffer: 60,
        conference_name_template: template('{{subject}} ({{organizer_name}})'),
        accepted_senders: { internal: true, domains: [] as string[] },
      },
      add_in: {
        server_fqdn: `vmr.${domain}`,
        button_label: template('Add a meeting room'),
        pane: { title: template('Virtual Meeting Room') },
      },
      email_texts: {
        joining_instructions_template: template(
          '<table style="background: #eef"><tr><td>\n<b>Join the meeting</b><br>\nDial {{numeric_alias}} or {{alias}}.\n</td></tr></table>\n{{alias_uuid}}',
        ),
        accept_new_single_meeting_template: template('<p>Your room is {{alias}}.</p>'),
      },
      callers: [{ provider: 'exchange', settings: { metadata_urls: [`mail.${domain}`] } }],
      advanced: { enable_debug_log: false },
    },
  };
}

type StoredRecord = ReturnType<typeof makeRecord>;

function makeConference(at: number, now: number, integrations: readonly StoredRecord[]) {
  const { record } = pick(integrations);
  const organizer = pick(people);
  const start =
    at === 0 || at === 3 ? now + 10 * MINUTE : now + Math.round(random() * 200 - 20) * 30 * MINUTE;
  const numeric = `${record.single_use.scheduled_alias_prefix}${String(100_000 + at)}`;
  const subject = at === 3 ? hostileName : pick(subjects);
  return {
    id: uuid('30000000', at),
    tenant_id: record.tenant_id,
    integration_id: record.id,
    mailbox_id: uuid('20000000', 0),
    status: 'live',
    name: at === 3 ? hostileName : `${subject} (${organizer})`,
    description: '',
    alias: `${numeric}@${record.single_use.scheduled_alias_domain}`,
    numeric_alias: numeric,
    additional_aliases: [] as string[],
    subject,
    organizer: { name: organizer, email: emailOf(organizer, record.single_use.scheduled_alias_domain) },
    start: isoOf(start),
    end: isoOf(start + HOUR),
    kind: at % 6 === 0 ? 'series' : 'single',
    created_at: isoOf(now - at * HOUR),
    correlation_ids: [uuid('40000000', at)],
    theme: null as string | null,
    allow_guests: false,
    edited: [] as string[],
    owner: null as string | null,
    has_host_pin: at % 2 === 0,
    has_guest_pin: false,
    version: 1,
  };
}

function makeAlarms(now: number, integrations: readonly StoredRecord[]) {
  const at = (minutes: number) => isoOf(now - minutes * MINUTE);
  const of = (index: number) => {
    const { record } = integrations[index] as StoredRecord;
    return {
      tenant_id: record.tenant_id,
      integration_id: record.id,
      subject: record.mailbox.mailboxes[0]?.id ?? '',
      mailbox: record.mailbox.mailboxes[0]?.email ?? null,
    };
  };
  return [
    {
      kind: 'sign-in-needed',
      severity: 'error',
      ...of(1),
      detail: 'ERR_EWS_UNAUTHORIZED',
      raised_at: at(42),
      last_seen_at: at(1),
      count: 41,
      cause: 'The mail system does not accept the sign-in of the service account.',
      remedy: 'Correct its user name and password, or sign in again; then save the record.',
    },
    {
      kind: 'alias-space-low',
      severity: 'warning',
      ...of(6),
      detail: '61/6',
      raised_at: at(600),
      last_seen_at: at(5),
      count: 12,
      cause: 'Few numbers of this prefix and length are left.',
      remedy: 'Choose a longer suffix or another prefix in the record, or a shorter quarantine.',
    },
  ];
}

function makeAudit(now: number, integrations: readonly StoredRecord[]) {
  return Array.from({ length: 60 }, (_, at) => {
    const { record } = pick(integrations);
    return {
      id: uuid('50000000', at),
      at: isoOf(now - at * 37 * MINUTE),
      tenant_id: record.tenant_id,
      action: pick(['integration.changed', 'conference.changed', 'user.created', 'account.signed_in']),
      actor: pick(['Olga Berg', 'vmrkit', 'ci token']),
      subject: { kind: 'integration', id: record.id },
      integration_id: record.id,
      conference_id: null,
      correlation_id: uuid('40000000', at),
      details: {},
      changes: [{ path: 'single_use.join_before_buffer', before: '30', after: '15' }],
    };
  });
}

function makeOutbox(
  now: number,
  conferences: readonly { readonly id: string; readonly tenant_id: string }[],
) {
  return conferences.slice(0, 3).map(({ id, tenant_id: tenant }, at) => ({
    id: uuid('60000000', at),
    tenant_id: tenant,
    conference_id: id,
    kind: 'reply',
    text: 'accept_new_single_meeting',
    correlation_id: uuid('40000000', at),
    state: 'pending',
    tries: at,
    next_try_at: isoOf(now + at * MINUTE),
    last_error: at === 0 ? null : 'ERR_EWS_THROTTLED',
    created_at: isoOf(now - at * MINUTE),
  }));
}
