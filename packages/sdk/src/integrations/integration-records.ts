import {
  type Clock,
  type IntegrationRecord,
  InvalidInputError,
  NotFoundError,
  type Random,
  type SettingsContracts,
  type TemplateEngine,
  uuidV4,
} from '@vmrkit/core';
import {
  type AlarmService,
  type AliasGrantSource,
  type AuditNote,
  checkAliasGrant,
  checkJoinScheme,
  claimedValues,
  claimStoredIntegration,
  deleteIntegration,
  findTaken,
  forgetPluginSecrets,
  grantsNow,
  type IntegrationDocument,
  type IssuedManifest,
  isIntegration,
  issueManifest,
  type ManifestContent,
  openIntegrationRecord,
  parseIntegrationRecord,
  probeMailboxes,
  type ReadRecord,
  type RecordConsequences,
  type RecordDeployment,
  RenderingBudget,
  recordConsequences,
  type SecretBox,
  type Store,
  type StoredIntegrationRecord,
  saveIntegration,
  type TriedMailbox,
  type TryConnectionDeps,
  tenantOfId,
  toRecordJson,
  tryConnection,
  withinBudget,
} from '@vmrkit/core/composition';
import { idOf, nestedRecord } from './given-record.ts';
import { contended, taken } from './integration-conflicts.ts';
import type { ChangedIntegration, IntegrationNews } from './integration-news.ts';
import { refuseNeeded } from './refuse-needed.ts';

const PAGE = 1_000;
const MANIFEST_ATTEMPTS = 5;

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
  readonly store: Pick<Store, 'integrations' | 'claims' | 'meetings' | 'reservations' | 'pluginSecrets'>;
  readonly plugins: SettingsContracts;
  readonly deployment: RecordDeployment;
  readonly aliasGrants: AliasGrantSource;
  /** Schemes to which join links may lead besides the usual ones. */
  readonly joinSchemes?: readonly string[];
  readonly secretBox: SecretBox;
  readonly templateEngine: TemplateEngine;
  readonly clock: Clock;
  readonly random: Random;
  readonly alarms: AlarmService;
  readonly openProvider: TryConnectionDeps['openProvider'];
  readonly news: Pick<IntegrationNews, 'tell'>;
}

/** A record found sound, and whether it replaces one. */
export interface CheckedIntegration {
  readonly record: IntegrationRecord;
  readonly previous: IntegrationRecord | null;
  /** What the change asks of people. */
  readonly asks: RecordConsequences;
}

/** A record that was saved, and how its mailboxes answered. */
export interface SavedIntegration extends CheckedIntegration {
  readonly connection: readonly TriedMailbox[];
}

/** What a save is told besides the record. */
export interface SaveOptions {
  /**
   * Called with the sound record and what it replaces; what it throws ends the save. Gives what the audit is told;
   * null: nothing.
   */
  approve?(checked: CheckedIntegration, replaced: StoredIntegration | null): AuditNote | null;
}

/** Reads and writes integrations' records. */
export class IntegrationRecords {
  readonly #options: IntegrationRecordsOptions;
  /** By id, the revision that was seen to hold all its claims: no other record takes them. */
  readonly #claimed = new Map<string, string>();

  constructor(options: IntegrationRecordsOptions) {
    this.#options = options;
  }

  /** All integrations of all tenants. */
  stored(): Promise<readonly StoredIntegration[]> {
    return this.#storedBy('tenant');
  }

  async #storedBy(index: 'tenant' | 'unclaimed'): Promise<readonly StoredIntegration[]> {
    const found: StoredIntegration[] = [];
    let after: string | undefined;
    do {
      const page = await this.#options.store.integrations.find(null, {
        index,
        equals: [],
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { id, revision, value } of page.items) {
        if (isIntegration(value)) found.push({ id, revision, value });
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
    return found;
  }

  /** One integration where a change of it was told; null: there is none any more. */
  async find({ tenantId, id }: ChangedIntegration): Promise<StoredIntegration | null> {
    const [stored] = await this.#options.store.integrations.load(tenantId, [id]);
    if (!stored || !isIntegration(stored.value)) return null;
    return { id, revision: stored.revision, value: stored.value };
  }

  /**
   * One integration by its id, or by its name where no other has it. Rejects with NotFoundError
   * `ERR_INTEGRATION_NOT_FOUND`, or InvalidInputError `ERR_INTEGRATION_AMBIGUOUS` where tenants share the name.
   */
  async get(idOrName: string): Promise<StoredIntegration> {
    const stored = await this.stored();
    const [first, second] = stored.filter(({ id, value }) => id === idOrName || value.name === idOrName);
    if (first === undefined) {
      const known = stored.map(({ id, value }) => `${value.name} (${id})`).join(', ') || 'none';
      throw new NotFoundError(`There is no integration "${idOrName}"; known: ${known}.`, {
        code: 'ERR_INTEGRATION_NOT_FOUND',
      });
    }
    if (second === undefined) return first;
    throw new InvalidInputError(`Several tenants have an integration "${idOrName}": give its id.`, {
      code: 'ERR_INTEGRATION_AMBIGUOUS',
    });
  }

  /** Enables or disables one integration, as {@link IntegrationRecords.get} finds it; rejects as a save does. */
  async setEnabled(idOrName: string, enabled: boolean, options: SaveOptions = {}): Promise<SavedIntegration> {
    const { record } = (await this.get(idOrName)).value.record as StoredIntegrationRecord;
    return this.save({ ...record, general: { ...record.general, enabled } }, options);
  }

  /**
   * Deletes an integration as it was seen, and clears its alarms. Rejects with ConflictError `ERR_MAILBOX_NEEDED` while meetings or
   * reservations need its mailboxes, unless it is forced, and `ERR_INTEGRATION_CONTENDED`.
   */
  async delete(
    seen: StoredIntegration,
    { force, told }: { readonly force: boolean; readonly told?: AuditNote },
  ): Promise<void> {
    const { store, alarms } = this.#options;
    const { record } = await this.open(seen);
    if (!force) await refuseNeeded({ ...record, mailbox: null }, { previous: record, store });
    if (!(await deleteIntegration(seen, this.#options, told))) throw contended();
    this.#claimed.delete(seen.id);
    await this.#tell(record);
    await forgetPluginSecrets({ tenantId: record.tenantId, integrationId: seen.id }, store.pluginSecrets);
    for (const alarm of await alarms.standing([record.tenantId])) {
      if (alarm.integrationId === seen.id) await alarms.clear(alarm);
    }
  }

  /** The record within a document, its secrets opened. Rejects as `openIntegrationRecord` does. */
  open({ value }: Pick<StoredIntegration, 'value'>): Promise<ReadRecord> {
    const { secretBox, plugins, deployment } = this.#options;
    return openIntegrationRecord(value.record as StoredIntegrationRecord, { secretBox, plugins, deployment });
  }

  /**
   * Claims what a stored integration uses, where it was saved before there were claims; what another one has is an alarm
   * of this one, which works on.
   */
  async claim({ id, value, revision }: StoredIntegration): Promise<void> {
    if (this.#claimed.get(id) === revision) return;
    const { store, clock, alarms } = this.#options;
    const conflicts = await claimStoredIntegration({ id, value }, { claims: store.claims, clock });
    const subject = { tenantId: value.tenantId, integrationId: id, subject: id };
    const ref = { kind: 'integration-conflict', ...subject } as const;
    const paths = conflicts.map(({ path }) => path.join('.'));
    await (paths.length > 0 ? alarms.raise(ref, paths.join(', ')) : alarms.clear(ref));
    if (paths.length === 0) this.#claimed.set(id, revision);
  }

  /**
   * Judges a record, nested or with flat names, without saving it. Rejects with InvalidInputError
   * `ERR_INTEGRATION_INVALID` with every fault, with ConflictError `ERR_ALIAS_NOT_AVAILABLE` outside its tenant's
   * grant and `ERR_ADDIN_SERVER_NOT_AVAILABLE` likewise, `ERR_INTEGRATION_TAKEN` when its id, its name, a mailbox or its add-in server is
   * another integration's, `ERR_MAILBOX_NEEDED` when a mailbox is left out that meetings still need.
   */
  async check(json: unknown): Promise<CheckedIntegration> {
    const { record, previous, asks } = await this.#judge(json);
    return { record, previous, asks };
  }

  /** How the mailboxes of a record answer, saved or not; raises no alarm. */
  probe(record: IntegrationRecord): Promise<readonly TriedMailbox[]> {
    return probeMailboxes(record, this.#options);
  }

  /** What cannot be told is found by who reads all. */
  async #tell({ tenantId, id }: ChangedIntegration): Promise<void> {
    await this.#options.news.tell({ tenantId, id }).catch(() => undefined);
  }

  async #judge(json: unknown): Promise<CheckedIntegration & { readonly replaced: StoredIntegration | null }> {
    for (const each of await this.#storedBy('unclaimed')) await this.claim(each);
    const wire = nestedRecord(json, this.#options);
    const replaced = await this.#standing(idOf(wire));
    const previous = replaced === null ? null : (await this.open(replaced)).record;
    const { plugins, deployment, templateEngine, random, aliasGrants, clock } = this.#options;
    const record = parseIntegrationRecord(wire, {
      plugins,
      deployment,
      templateEngine: withinBudget(templateEngine, new RenderingBudget(clock, JUDGING_BUDGET_MS)),
      newUuid: () => uuidV4(random),
      ...(previous === null ? {} : { previous }),
    });
    checkAliasGrant(record, await grantsNow(aliasGrants));
    checkJoinScheme(record, this.#options.joinSchemes ?? []);
    const [foreign] = await findTaken(claimedValues(toRecordJson(record)), this.#options.store);
    if (foreign !== undefined) throw taken(foreign.path);
    if (previous !== null) await refuseNeeded(record, { previous, store: this.#options.store });
    return { record, previous, replaced, asks: recordConsequences(previous, record, { plugins }) };
  }

  /** The integration of this id, whosever it is; each holds its id. */
  async #standing(id: unknown): Promise<StoredIntegration | null> {
    const tenantId = typeof id === 'string' ? await tenantOfId(id, this.#options.store) : null;
    return tenantId === null ? null : this.find({ tenantId, id: String(id) });
  }

  /**
   * Judges a record, saves it, and tries its connection, whose trouble is an alarm. Rejects as
   * {@link IntegrationRecords.check} does, and with ConflictError `ERR_INTEGRATION_CONTENDED` where another save came between.
   */
  async save(json: unknown, { approve }: SaveOptions = {}): Promise<SavedIntegration> {
    const { record, previous, replaced, asks } = await this.#judge(json);
    const told = approve?.({ record, previous, asks }, replaced) ?? null;
    const write = { record, seen: replaced, ...(told && { told }) };
    const result = await saveIntegration(write, this.#options);
    if (result.kind === 'taken') throw taken(result.path);
    if (result.kind === 'contended') throw contended();
    await this.#tell(record);
    return { record, previous, asks, connection: await tryConnection(record, this.#options) };
  }

  /**
   * Issues a manifest of the integration's add-in: the content of the record as it is stored, and the version under which it is
   * given out. Rejects as {@link IntegrationRecords.get} and `contentOf` do, and with ConflictError `ERR_INTEGRATION_CONTENDED`
   * where others keep saving.
   */
  async issueManifest(
    idOrName: string,
    contentOf: (record: IntegrationRecord) => ManifestContent | Promise<ManifestContent>,
  ): Promise<IssuedManifest & { readonly record: IntegrationRecord }> {
    for (let attempt = 0; attempt < MANIFEST_ATTEMPTS; attempt += 1) {
      const seen = await this.get(idOrName);
      const { record } = await this.open(seen);
      const issued = await issueManifest(seen, { ...this.#options, content: await contentOf(record) });
      if (issued === null) continue;
      await this.#tell(record);
      return { ...issued, record };
    }
    throw contended();
  }
}
