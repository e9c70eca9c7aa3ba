import {
  type Clock,
  ConflictError,
  type IntegrationRecord,
  type Random,
  type TemplateEngine,
  uuidV4,
} from '@vmrkit/core';
import {
  type AlarmService,
  type AliasGrants,
  checkAliasGrant,
  expandFlatRecord,
  type IntegrationDocument,
  openIntegrationRecord,
  parseIntegrationRecord,
  type RecordDeployment,
  RenderingBudget,
  type SecretBox,
  type SettingsContracts,
  type Store,
  type StoredIntegrationRecord,
  sealIntegrationRecord,
  type TriedMailbox,
  type TryConnectionDeps,
  tryConnection,
  withinBudget,
} from '@vmrkit/core/composition';
import { refuseNeeded } from './refuse-needed.ts';

const PAGE = 1_000;

/** What judging one record's templates may take of the process, however many there are. */
const JUDGING_BUDGET_MS = 3_000;

/** An integration as it lies in the store. */
export interface StoredIntegration {
  readonly id: string;
  readonly revision: string;
  readonly value: IntegrationDocument;
}

/** What the book works with. */
export interface IntegrationRecordsOptions {
  readonly store: Pick<Store, 'integrations' | 'meetings' | 'reservations'>;
  readonly plugins: SettingsContracts;
  readonly deployment: RecordDeployment;
  readonly aliasGrants: AliasGrants;
  readonly secretBox: SecretBox;
  readonly templateEngine: TemplateEngine;
  readonly clock: Clock;
  readonly random: Random;
  readonly alarms: AlarmService;
  readonly openProvider: TryConnectionDeps['openProvider'];
}

/** A record found sound, and whether it replaces one. */
export interface CheckedIntegration {
  readonly record: IntegrationRecord;
  readonly previous: IntegrationRecord | null;
}

/** A record that was saved, and how its mailboxes answered. */
export interface SavedIntegration extends CheckedIntegration {
  readonly connection: readonly TriedMailbox[];
}

/** Reads and writes integrations' records (S2). */
export class IntegrationRecords {
  readonly #options: IntegrationRecordsOptions;

  constructor(options: IntegrationRecordsOptions) {
    this.#options = options;
  }

  /** All integrations of all tenants. */
  async stored(): Promise<readonly StoredIntegration[]> {
    const found: StoredIntegration[] = [];
    let after: string | undefined;
    do {
      const page = await this.#options.store.integrations.find(null, {
        index: 'tenant',
        equals: [],
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      found.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return found;
  }

  /** The record within a document, its secrets opened. Rejects as `openIntegrationRecord` does. */
  open({ value }: Pick<StoredIntegration, 'value'>): Promise<IntegrationRecord> {
    const { secretBox, plugins, deployment } = this.#options;
    return openIntegrationRecord(value.record as StoredIntegrationRecord, { secretBox, plugins, deployment });
  }

  /**
   * Judges a record, nested or with flat names, without saving it. Rejects with InvalidInputError
   * `ERR_INTEGRATION_INVALID` with every fault, with ConflictError `ERR_ALIAS_NOT_AVAILABLE` outside its tenant's
   * grant (S1.6), `ERR_INTEGRATION_TAKEN` when its id, its name, a mailbox (S1.5) or its add-in server (S1.6) is
   * another integration's, `ERR_MAILBOX_NEEDED` when a mailbox is left out that meetings still need (S12.2).
   */
  async check(json: unknown): Promise<CheckedIntegration> {
    const { record, previous } = await this.#judge(json);
    return { record, previous };
  }

  async #judge(json: unknown): Promise<CheckedIntegration & { readonly replaced: StoredIntegration | null }> {
    const stored = await this.stored();
    const wire = isFlat(json) ? expandFlatRecord(json) : json;
    const replaced = stored.find(({ id }) => id === idOf(wire)) ?? null;
    const previous = replaced === null ? null : await this.open(replaced);
    const { plugins, deployment, templateEngine, random, aliasGrants, clock } = this.#options;
    const record = parseIntegrationRecord(wire, {
      plugins,
      deployment,
      templateEngine: withinBudget(templateEngine, new RenderingBudget(clock, JUDGING_BUDGET_MS)),
      newUuid: () => uuidV4(random),
      ...(previous === null ? {} : { previous }),
    });
    checkAliasGrant(record, aliasGrants);
    refuseTaken(record, stored);
    if (previous !== null) await refuseNeeded(record, { previous, store: this.#options.store });
    return { record, previous, replaced };
  }

  /**
   * Judges a record, saves it, and tries its connection, whose trouble is an alarm (S2.8). Rejects as
   * {@link IntegrationRecords.check} does, and with ConflictError `ERR_INTEGRATION_CONTENDED` where another save came between.
   */
  async save(json: unknown): Promise<SavedIntegration> {
    const { record, previous, replaced } = await this.#judge(json);
    await this.#write(record, replaced);
    return { record, previous, connection: await tryConnection(record, this.#options) };
  }

  async #write(record: IntegrationRecord, replaced: StoredIntegration | null): Promise<void> {
    const { store, clock, secretBox, plugins } = this.#options;
    const value: IntegrationDocument = {
      tenantId: record.tenantId,
      name: record.general.name,
      record: await sealIntegrationRecord(record, { plugins, secretBox }),
      savedAt: clock.now(),
    };
    const [result] = await store.integrations.commit(record.tenantId, [
      replaced
        ? { op: 'replace', id: record.id, revision: replaced.revision, value }
        : { op: 'insert', id: record.id, value },
    ]);
    if (result?.ok) return;
    throw new ConflictError('Somebody else saved this integration meanwhile.', {
      code: 'ERR_INTEGRATION_CONTENDED',
    });
  }
}

const sections = [
  'general',
  'mailbox',
  'single_use',
  'personal',
  'add_in',
  'email_texts',
  'advanced',
  'sign_in',
];

function isFlat(json: unknown): json is Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return !sections.some((section) => Object.hasOwn(json, section));
}

function idOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, 'id') : undefined;
}

/** What of a stored record is compared; it is of our own writing, so its shape is known. */
interface ComparedRecord {
  readonly mailbox: { readonly mailboxes: readonly { readonly email: string }[] } | null;
  readonly add_in: { readonly server_fqdn: string };
}

function refuseTaken(record: IntegrationRecord, stored: readonly StoredIntegration[]): void {
  for (const other of stored) {
    const sameTenant = other.value.tenantId === record.tenantId;
    if (other.id === record.id) {
      if (!sameTenant) throw taken(['id'], 'This id is another integration’s.');
      continue;
    }
    const theirs = (other.value.record as { readonly record: ComparedRecord }).record;
    if (sameTenant && other.value.name === record.general.name) {
      throw taken(['general', 'name'], 'Another integration has this name; to change that one, give its id.');
    }
    const mailboxes = new Set(theirs.mailbox?.mailboxes.map(({ email }) => email.toLowerCase()));
    const shared =
      record.mailbox?.mailboxes.findIndex(({ email }) => mailboxes.has(email.toLowerCase())) ?? -1;
    if (shared >= 0) {
      throw taken(['mailbox', 'mailboxes', shared, 'email'], 'Another integration reads this mailbox.');
    }
    if (!sameTenant && theirs.add_in.server_fqdn === record.addIn.serverFqdn) {
      throw taken(['add_in', 'server_fqdn'], 'Another tenant’s add-in is served from there.');
    }
  }
}

function taken(path: readonly (string | number)[], message: string): ConflictError {
  const issues = [{ path, code: 'taken', message }];
  return new ConflictError(message, { code: 'ERR_INTEGRATION_TAKEN', issues });
}
