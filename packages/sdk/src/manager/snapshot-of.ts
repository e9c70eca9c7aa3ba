import type { IntegrationRecordJson } from '@vmrkit/core';
import { type EdgeIntegration, type EdgeSnapshot, toRecordJson } from '@vmrkit/core/composition';
import type { LiveIntegration } from '../integrations/integration-registry.ts';
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

function edgeIntegration({ record }: LiveIntegration): EdgeIntegration {
  const { add_in, email_texts } = toRecordJson(record);
  const active = record.mailbox?.mailboxes.filter(({ state }) => state === 'active') ?? [];
  return {
    tenantId: record.tenantId,
    integrationId: record.id,
    name: record.general.name,
    placeholder: byLanguage(email_texts.placeholder_text),
    paneTexts: Object.fromEntries(
      Object.entries(add_in.pane).map(([name, text]) => [name, byLanguage(text)]),
    ),
    mailboxes: active.map(({ name, email }) => ({ name, email })),
  };
}

type Text = IntegrationRecordJson['email_texts']['placeholder_text'];

function byLanguage(text: Text): Readonly<Record<string, string>> {
  return { ...text.by_language, default: text.default };
}
