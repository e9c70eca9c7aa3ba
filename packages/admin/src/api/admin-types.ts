import type { operations } from '@vmrkit/admin-client';

/** What an operation answers when it succeeds. */
type Answer<Id extends keyof operations> = operations[Id]['responses'] extends {
  200: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;
/** An item of the list that an operation answers. */
type Item<Id extends keyof operations> = Answer<Id> extends { items: (infer Each)[] } ? Each : never;

/** A page of a list. */
export interface Page<Each> {
  readonly items: readonly Each[];
  readonly next_cursor: string | null;
}

export type Account = Item<'listAccounts'>;
export type ApiToken = Item<'listApiTokens'>;
export type Tenant = Item<'listTenants'>;
export type SignInProvider = Item<'listAdminSignInProviders'>;
export type IntegrationItem = Item<'listIntegrations'>;
export type Integration = Answer<'getIntegration'>;
/** What a save answers, of a new one and of a change alike. */
export type SavedIntegration = Answer<'replaceIntegration'>;
export type RecordForm = Answer<'getRecordForm'>;
type DescribedField = RecordForm['groups'][number]['fields'][number];
/** A field of a form; those that the page describes itself have the least. */
export type FormField = Pick<DescribedField, 'path' | 'title' | 'help' | 'type'> & Partial<DescribedField>;
export type Finding = Answer<'testIntegration'>['checks'][number];
export type Setup = Answer<'getIntegrationSetup'>;
export type SignInLink = Answer<'beginServiceAccountSignIn'>;
export type Conference = Item<'listConferences'>;
export type ConferenceDetail = Answer<'getConference'>;
export type User = Item<'listUsers'>;
export type PersonalVmr = Answer<'getPersonalVmr'>;
export type Alarm = Item<'listAlarms'>;
export type PastAlarm = Item<'listPastAlarms'>;
export type AuditEvent = Item<'listAuditEvents'>;
export type OutboxItem = Item<'listOutbox'>;
export type Reservation = Item<'listReservations'>;
export type Overview = Answer<'getOverview'>;
export type Trace = Answer<'searchCorrelation'>;
export type Preview = Answer<'previewTemplate'>;

export type Webhook = Item<'listWebhooks'>;
export type WebhookTest = Answer<'testWebhook'>;
export type Platform = Item<'listPlatforms'>;
export type PlatformAdapter = Item<'listPlatformAdapters'>;

/** An integration's record as it stands on every wire; forms reach into it by path. */
export type RecordJson = Readonly<Record<string, unknown>>;

/** What a save would do; the paths of its faults joined by dots. */
export type Validation = Omit<Answer<'validateIntegration'>, 'errors'> & {
  readonly errors: readonly { readonly path: string; readonly code: string; readonly message: string }[];
};
