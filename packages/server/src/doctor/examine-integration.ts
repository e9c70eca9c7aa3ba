import {
  type IntegrationPluginKind,
  type IntegrationRecord,
  type MailboxProvider,
  MINUTE_MS,
} from '@vmrkit/core';
import {
  type Examination,
  examineAccess,
  examineAddIn,
  examineMailbox,
  examineOrganizers,
  examineRecord,
  type ManifestIssues,
  type ReadRecord,
  setupContextOf,
} from '@vmrkit/core/composition';
import { paneUrl, type VmrKit } from '@vmrkit/sdk';
import type { ServerConfig } from '../config/server-config.ts';
import { endOfCertificate } from './examine-deployment.ts';
import { examineManifests } from './examine-manifests.ts';
import { examinePlatforms } from './examine-platforms.ts';

/** What the examinations of an integration are told. */
export interface ExaminedIntegration {
  readonly kit: VmrKit;
  readonly read: ReadRecord;
  /** What was issued of its manifests. */
  readonly issued: ManifestIssues;
  readonly config: ServerConfig;
  /** All integrations of the deployment. */
  readonly all: readonly ReadRecord[];
  /** Somebody whose mailbox is looked at too; null: nobody. */
  readonly organizer: string | null;
}

/** The examinations of one integration, and how to let go of what they opened. */
export interface IntegrationExaminations {
  /** Null: it cannot be read. */
  readonly record: IntegrationRecord | null;
  readonly examinations: readonly Examination[];
  close(): Promise<void>;
}

/** All that can be looked at for one integration: its record, its mailboxes, its add-in, and what its plugins check. */
export async function examineIntegration(at: ExaminedIntegration): Promise<IntegrationExaminations> {
  const { kit, read, all, config } = at;
  const { record } = read;
  const [store, alarms, engine, sealer] = await Promise.all([
    kit.get('store'),
    kit.get('alarms'),
    kit.get('templateEngine'),
    kit.get('secretBox'),
  ]);
  const [clock, http, plugins] = await Promise.all([kit.get('clock'), kit.get('http'), kit.get('plugins')]);
  const deps = await kit.get('pluginDeps');
  const mailboxes = await examineMailboxes(at);
  const persons = await examinePeople(at);
  const ways = plugins
    .notifications()
    .filter(({ providers }) => providers.includes(record.mailbox?.provider ?? ''));
  const addIn = examineAddIn({
    record,
    http,
    clock,
    clientPath: new URL(paneUrl(record)).pathname.replace(/\/pane$/, ''),
    notificationPaths: ways.map(({ notifications }) => notifications.path),
    endOf: endOfCertificate,
  });
  const records = all.map((each) => each.record);
  return {
    record,
    close: async () => {
      await Promise.all([mailboxes.close(), persons.close()]);
    },
    examinations: [
      ...examineRecord({
        ...read,
        all: records,
        engine,
        alarms,
        space: { store, sealer },
        rooms: store.rooms,
      }),
      ...mailboxes.examinations,
      ...persons.examinations,
      ...examinePlatforms({
        record,
        platforms: config.platforms,
        http,
        open: ({ adapter: name, settings }) => plugins.create('join-adapter', { name, settings, deps }),
      }),
      ...examineManifests({ ...at, record }),
      ...addIn,
    ],
  };
}

async function examineMailboxes({
  kit,
  read,
  organizer,
}: ExaminedIntegration): Promise<Omit<IntegrationExaminations, 'record'>> {
  const { tenantId, id: integrationId, mailbox } = read.record;
  if (mailbox === null) return { examinations: [], close: async () => undefined };
  const [integrationPlugins, config, deployment] = await Promise.all([
    kit.get('integrationPlugins'),
    kit.get('config'),
    kit.get('deployment'),
  ]);
  const [store, alarms, clock] = await Promise.all([kit.get('store'), kit.get('alarms'), kit.get('clock')]);
  const integration = { tenantId, integrationId };
  const choice = { name: mailbox.provider, settings: mailbox.settings, integration };
  let opened: Promise<MailboxProvider> | null = null;
  const provider = () => {
    opened ??= integrationPlugins.create('mailbox-provider', choice);
    return opened;
  };
  const shared = {
    integration,
    store,
    alarms,
    clock,
    provider,
    deploymentId: deployment.id,
    toleranceMs: config.clock.tolerance_minutes * MINUTE_MS,
  };
  const elsewhere = read.record.organizerAccess.flatMap(({ domains }) => domains);
  const serves = (address: string) => !elsewhere.includes(address.split('@')[1] ?? '');
  const access = { id: 'organizer-access', title: 'The service account reaches the organizer’s mailbox' };
  return {
    close: async () => (await opened?.catch(() => null))?.close(),
    examinations: [
      ...mailbox.mailboxes.flatMap(({ id, email }) => examineMailbox({ ...shared, id, email })),
      ...(needsOrganizers(read.record)
        ? mailbox.mailboxes.map(({ id, email }) => examineOrganizers({ ...shared, id, email }, { serves }))
        : []),
      ...(organizer === null ? [] : [examineAccess({ provider }, { ...access, email: organizer })]),
      ...integrationPlugins.examinations('mailbox-provider', {
        ...choice,
        setup: setupContextOf(read.record),
        product: provider,
      }),
    ],
  };
}

/** Whether rooms are given out that only an update of the organizer's meeting makes known. */
function needsOrganizers({ scheduling }: IntegrationRecord): boolean {
  return scheduling.withoutAddIn.enabled || scheduling.roomsForCopies;
}

/** What the plugins check that callers and people are told by. */
async function examinePeople({
  kit,
  read,
}: ExaminedIntegration): Promise<Omit<IntegrationExaminations, 'record'>> {
  const { tenantId, id: integrationId, callers, signIn, roomSource } = read.record;
  const integration = { tenantId, integrationId };
  const integrationPlugins = await kit.get('integrationPlugins');
  const setup = setupContextOf(read.record);
  const made: Promise<object>[] = [];
  const of = (kind: Exclude<IntegrationPluginKind, 'mailbox-provider'>, entry: (typeof callers)[number]) => {
    const choice = { name: entry.provider, settings: entry.settings, integration };
    return integrationPlugins.examinations(kind, {
      ...choice,
      setup,
      product: () => {
        const product = integrationPlugins.create(kind, choice);
        made.push(product);
        return product;
      },
    });
  };
  return {
    examinations: [
      ...callers.flatMap((entry) => of('caller-verifier', entry)),
      ...(signIn === null ? [] : of('sign-in-provider', signIn)),
      ...(roomSource === null ? [] : of('room-source', roomSource)),
    ],
    close: async () => {
      await Promise.allSettled(made.map(async (product) => closeIfOpen(await product)));
    },
  };
}

async function closeIfOpen(product: { close?(): Promise<void> }): Promise<void> {
  await product.close?.();
}
