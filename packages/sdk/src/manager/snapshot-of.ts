import type { IntegrationRecordJson } from '@vmrkit/core';
import {
  defaultIcon,
  type EdgeIntegration,
  type EdgePane,
  type EdgeSnapshot,
  ownPaneVersions,
  toRecordJson,
} from '@vmrkit/core/composition';
import { z } from 'zod';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import { tokenKeyToSpki } from '../keys/token-key-text.ts';

interface SnapshotParts extends Pick<EdgeSnapshot, 'takenAt' | 'bearerKeys'> {
  readonly tokenPublicKey: Uint8Array;
}

/** What edges get to know: texts, names, the key that token tags are sealed to, and those that prove panes' bearers. */
export function snapshotOf(
  integrations: readonly LiveIntegration[],
  { takenAt, tokenPublicKey, bearerKeys }: SnapshotParts,
): EdgeSnapshot {
  return {
    version: 1,
    takenAt,
    tokenPublicKey: tokenKeyToSpki(tokenPublicKey),
    bearerKeys,
    integrations: integrations.filter(isServed).map(edgeIntegration),
  };
}

function isServed({ record }: LiveIntegration): boolean {
  return record.general.enabled;
}

/** Edges ask every few seconds, and records hardly ever change. */
const made = new WeakMap<LiveIntegration['record'], EdgeIntegration>();

function edgeIntegration({ record }: LiveIntegration): EdgeIntegration {
  const known = made.get(record) ?? makeEdgeIntegration(record);
  made.set(record, known);
  return known;
}

function makeEdgeIntegration(record: LiveIntegration['record']): EdgeIntegration {
  const { add_in, email_texts } = toRecordJson(record);
  const active = record.mailbox?.mailboxes.filter(({ state }) => state === 'active') ?? [];
  return {
    tenantId: record.tenantId,
    integrationId: record.id,
    name: record.general.name,
    placeholder: byLanguage(email_texts.placeholder_text),
    paneTexts: Object.fromEntries(
      Object.entries(add_in.pane).map(([name, text]) => [
        name,
        { ...ownPaneVersions(name, text.default), ...byLanguage(text) },
      ]),
    ),
    pane: edgePane(record),
    icon: record.addIn.icon === defaultIcon ? null : record.addIn.icon,
    mailboxes: active.map(({ name, email }) => ({ name, email })),
  };
}

function edgePane(record: LiveIntegration['record']): EdgePane {
  const { general, addIn, advanced, singleUse, callers, scheduling } = record;
  const isCustom = advanced.useCustomAddinSources;
  const styles = [advanced.fabricCssUrl, advanced.fabricComponentsCssUrl];
  return {
    singleUse: general.enableSingleUseVmrs,
    personal: general.enablePersonalVmrs,
    owaOrigins: [...addIn.owaOrigins],
    officeJsUrl: isCustom ? advanced.officeJsUrl : null,
    styleUrls: isCustom ? styles.filter((url) => url !== null) : [],
    scriptUrls: isCustom ? [...advanced.additionalAddinScriptSources] : [],
    debugLog: advanced.enableAddinDebugLogs,
    joinBeforeMinutes: singleUse.joinBeforeBuffer,
    joinAfterMinutes: singleUse.joinAfterBuffer,
    exchangeTokens: callers.some(({ provider }) => provider === 'exchange'),
    entra: entraOf(callers.find(({ provider }) => provider === 'entra')?.settings),
    newAppointment: addIn.manifest.newAppointment,
    roomsWithoutTag: scheduling.withoutAddIn.enabled,
  };
}

const entraSchema = z.object({
  client_id: z.string(),
  tenant_ids: z.array(z.string()).min(1),
  authority: z.string(),
  app_id_uri: z.string().nullable(),
  scope: z.string(),
});

/** What of the settings of Entra's verifier a pane needs; its own schema has judged them. */
function entraOf(settings: unknown): EdgePane['entra'] {
  const found = entraSchema.safeParse(settings);
  if (!found.success) return null;
  const { client_id: clientId, tenant_ids, authority, app_id_uri, scope } = found.data;
  const tenant = tenant_ids.length === 1 ? tenant_ids[0] : 'organizations';
  return {
    clientId,
    authority: `${authority}/${tenant}`,
    scope: `${app_id_uri ?? `api://${clientId}`}/${scope}`,
  };
}

type Text = IntegrationRecordJson['email_texts']['placeholder_text'];

function byLanguage(text: Text): Readonly<Record<string, string>> {
  return { ...text.by_language, default: text.default };
}
