/** A list's page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: 'operator' | 'tenant-administrator';
  readonly tenants: readonly string[] | 'all';
  readonly created_at: string;
  readonly last_signed_in_at: string | null;
  readonly locked_until: string | null;
  readonly issuer: string | null;
  readonly version: string;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Account['role'];
  readonly tenants: readonly string[] | 'all';
  readonly scope: 'read' | 'write';
  readonly expires_at: string;
  readonly created_at: string;
  readonly last_used_on: string | null;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly domains: readonly string[];
  readonly fqdns: readonly string[];
}

export interface IntegrationItem {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly provider: string | null;
  readonly addin_server: string;
  readonly mailboxes: readonly {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly state: string;
  }[];
  readonly alarms: number;
  readonly version: string;
}

/** An integration's record as it stands on every wire; forms reach into it by path. */
export type RecordJson = Readonly<Record<string, unknown>>;

export interface Validation {
  readonly errors: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  readonly requires: { readonly manifest: boolean; readonly sign_in: boolean };
}

export interface FormField {
  readonly path: string;
  readonly flat_name?: string | null;
  readonly title: string;
  readonly help: string;
  readonly placeholder?: string | null;
  readonly type:
    | 'text'
    | 'number'
    | 'boolean'
    | 'choice'
    | 'secret'
    | 'template'
    | 'localized'
    | 'list';
  readonly choices?: readonly string[];
  readonly maximum?: number | null;
}

export interface RecordForm {
  readonly groups: readonly { readonly name: string; readonly title: string; readonly fields: readonly FormField[] }[];
  readonly plugins: readonly {
    readonly kind: string;
    readonly name: string;
    readonly title: string;
    readonly documentation?: string | null;
    readonly fields: readonly FormField[];
  }[];
}

export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly kind: 'ok' | 'problem' | 'unknown';
  readonly severity: 'error' | 'warning';
  readonly evidence: string;
  readonly remedy: string;
}

export interface Setup {
  readonly steps: readonly {
    readonly title: string;
    readonly why: string;
    readonly shell: string;
    readonly lines: readonly string[];
    readonly verify: readonly string[];
  }[];
}

export interface Conference {
  readonly id: string;
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly status: string;
  readonly name: string;
  readonly alias: string;
  readonly numeric_alias: string;
  readonly additional_aliases: readonly string[];
  readonly subject: string;
  readonly organizer: { readonly name: string; readonly email: string } | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly kind: string | null;
  readonly created_at: string;
  /** Fields that were changed by hand. */
  readonly edited: readonly string[];
  readonly correlation_ids: readonly string[];
}

export interface ConferenceDetail extends Conference {
  readonly description: string;
  readonly owner: string | null;
  readonly window: { readonly start: string; readonly end: string } | null;
  readonly next_opens_at: string | null;
  readonly journal: readonly { readonly at: string; readonly outcome: string; readonly correlation_id: string }[];
  readonly waiting: readonly string[];
  readonly theme: string | null;
  readonly has_host_pin: boolean;
  readonly has_guest_pin: boolean;
  /** Null: it has no PINs. */
  readonly allow_guests: boolean | null;
}

export interface Person {
  readonly id: string;
  readonly tenant_id: string;
  readonly email: string | null;
  readonly name: string;
  readonly created_by: string;
  readonly created_at: string;
}

export interface PersonalVmr {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly owner_email: string;
  readonly description: string;
  readonly aliases: readonly string[];
  readonly allow_guests: boolean;
  readonly has_pin: boolean;
  readonly has_guest_pin: boolean;
}

export interface Alarm {
  readonly kind: string;
  readonly severity: 'error' | 'warning';
  readonly tenant_id: string;
  readonly integration_id: string | null;
  readonly subject: string;
  /** Name, address and id of the mailbox that it is about. */
  readonly mailbox: string | null;
  readonly detail: string;
  readonly raised_at: string;
  readonly last_seen_at: string;
  readonly count: number;
  readonly cause: string;
  readonly remedy: string;
}

export interface AuditEvent {
  readonly id: string;
  readonly at: string;
  readonly tenant_id: string;
  readonly action: string;
  readonly actor: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly integration_id: string | null;
  readonly conference_id: string | null;
  readonly correlation_id: string | null;
  readonly details: Readonly<Record<string, string>>;
  readonly changes: readonly JsonChange[];
}

/** A field that changed; both sides are JSON texts, secrets masked. */
export interface JsonChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface OutboxItem {
  readonly id: string;
  readonly conference_id: string | null;
  readonly kind: string;
  readonly text: string | null;
  readonly correlation_id: string;
  readonly state: string;
  readonly tries: number;
  readonly next_try_at: string | null;
  readonly last_error: string | null;
  readonly created_at: string;
}

export interface Overview {
  readonly now: string;
  readonly requests: readonly { readonly at: string; readonly count: number }[];
  readonly answers: readonly { readonly at: string; readonly count: number }[];
  readonly queue: { readonly waiting: number; readonly oldest_seconds: number | null };
  readonly queue_age: readonly { readonly at: string; readonly seconds: number }[];
  readonly alarms: { readonly error: number; readonly warning: number };
  readonly mailboxes: readonly {
    readonly integration_id: string;
    readonly name: string;
    readonly email: string;
    readonly state: string;
    readonly last_answer_at: string | null;
  }[];
  readonly next: readonly {
    readonly conference_id: string;
    readonly name: string;
    readonly opens_at: string;
    readonly starts_at: string;
    readonly ends_at: string;
    readonly closes_at: string;
  }[];
}

export interface Trace {
  readonly conference: Conference | null;
  readonly audit: readonly AuditEvent[];
  readonly outbox: readonly OutboxItem[];
  readonly reservation: Reservation | null;
}

export interface Reservation {
  readonly id: string;
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly alias: string;
  readonly numeric_alias: string;
  readonly state: string;
  readonly created_at: string;
  readonly lapses_at: string | null;
  readonly correlation_id: string;
}

export interface Preview {
  readonly html: string | null;
  readonly text: string | null;
  readonly error: { readonly message: string; readonly line: number | null; readonly column: number | null } | null;
  /** What the template may use. */
  readonly variables: readonly string[];
}

export interface Webhook {
  readonly id: string;
  readonly tenant_id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly state?: string;
}
