import type {
  CallerVerifier,
  IntegrationCallers,
  IntegrationRecord,
  RoomSource,
  SignInProvider,
  TemplateEngine,
} from '@vmrkit/core';
import {
  type AliasGrant,
  type AllocationPolicy,
  allocationPolicyOf,
  compilePersonalTexts,
  compileTexts,
  type IntegrationTexts,
  type PersonalTexts,
  type RenderingBudget,
  type SchedulingPolicy,
  schedulingPolicyOf,
  type TextAlarms,
} from '@vmrkit/core/composition';
import type { IntegrationPluginChoice } from '../plugins/integration-plugins.ts';
import { type MadeOnce, madeOnce } from './made-once.ts';

/** An integration as its record stands now, with what was made of it. */
export interface LiveIntegration {
  readonly record: IntegrationRecord;
  readonly scheduling: SchedulingPolicy;
  readonly callers: IntegrationCallers;
  /** Made when it is asked for first; null: the record names none. Rejects as `PluginRegistry.create` does. */
  readonly signIn: MadeOnce<SignInProvider> | null;
  /** As `signIn`; null: personal rooms are kept in the store. */
  readonly roomSource: MadeOnce<RoomSource> | null;
  /** Null while single-use VMRs are off. */
  readonly allocation: AllocationPolicy | null;
  readonly texts: IntegrationTexts;
  readonly personalTexts: PersonalTexts;
}

/** What integrations are made with. */
export interface LiveIntegrationParts {
  readonly templateEngine: TemplateEngine;
  readonly quarantineDays: number;
  /** Schemes to which join links may lead besides the usual ones. */
  readonly joinSchemes?: readonly string[];
  /** Takes bearers of panes, which stand for the token that a client cannot get. */
  readonly paneVerifier: CallerVerifier;
  /** What tokens must name as their audience. */
  audienceOf(record: IntegrationRecord): string;
  /** The join link of the meeting with this tag. */
  joinLinkOf(record: IntegrationRecord, tag: string): string;
  createVerifier(choice: IntegrationPluginChoice): Promise<CallerVerifier>;
  createSignIn(choice: IntegrationPluginChoice): Promise<SignInProvider>;
  createRoomSource(choice: IntegrationPluginChoice): Promise<RoomSource>;
}

/** What limits and watches the rendering of an integration's texts; goes from one revision of its record to the next. */
export interface Rendering {
  readonly budget: RenderingBudget;
  readonly watch: TextAlarms;
}

/** Makes an integration of its record, and keeps of `before` what did not change. Rejects as the verifiers' plugins do. */
export async function makeLive(
  record: IntegrationRecord,
  {
    before,
    grant,
    rendering,
    parts,
  }: {
    readonly before: LiveIntegration | undefined;
    readonly grant: AliasGrant;
    readonly rendering: Rendering;
    readonly parts: LiveIntegrationParts;
  },
): Promise<LiveIntegration> {
  const { templateEngine, quarantineDays } = parts;
  return {
    record,
    scheduling: schedulingPolicyOf(record),
    callers: await callersOf(record, { before, parts }),
    signIn: madeOnce<'signIn', SignInProvider>(record, {
      section: 'signIn',
      before,
      create: (choice) => parts.createSignIn(choice),
    }),
    roomSource: madeOnce<'roomSource', RoomSource>(record, {
      section: 'roomSource',
      before,
      create: (choice) => parts.createRoomSource(choice),
    }),
    allocation: allocationPolicyOf(record, { quarantineDays, aliasGrants: { [record.tenantId]: grant } }),
    texts: compileTexts(record, templateEngine, {
      ...rendering,
      joinLink: (tag) => parts.joinLinkOf(record, tag),
      joinSchemes: parts.joinSchemes ?? [],
    }),
    personalTexts: compilePersonalTexts(record, templateEngine, rendering),
  };
}

/** Verifiers stay while their settings do, with the keys that they have fetched. */
async function callersOf(
  record: IntegrationRecord,
  { before, parts }: { readonly before: LiveIntegration | undefined; readonly parts: LiveIntegrationParts },
): Promise<IntegrationCallers> {
  const integration = { tenantId: record.tenantId, integrationId: record.id };
  const audience = parts.audienceOf(record);
  if (before !== undefined && JSON.stringify(before.record.callers) === JSON.stringify(record.callers)) {
    return { integration, audience, verifiers: before.callers.verifiers };
  }
  const made = record.callers.map(({ provider: name, settings }) =>
    parts.createVerifier({ name, settings, integration }),
  );
  return { integration, audience, verifiers: [parts.paneVerifier, ...(await Promise.all(made))] };
}
