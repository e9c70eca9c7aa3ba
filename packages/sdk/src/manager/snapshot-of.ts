import type { Instant, IntegrationRecordJson } from '@vmrkit/core';
import { defaultIcon, type EdgeIntegration, type EdgeSnapshot, toRecordJson } from '@vmrkit/core/composition';
import type { LiveIntegration } from '../integrations/integration-registry.ts';
import { tokenKeyToSpki } from '../keys/token-key-text.ts';

/** What edges get to know: texts, names and the key that token tags are sealed to. */
export function snapshotOf(
  integrations: readonly LiveIntegration[],
  { takenAt, tokenPublicKey }: { readonly takenAt: Instant; readonly tokenPublicKey: Uint8Array },
): EdgeSnapshot {
  return {
    version: 1,
    takenAt,
    tokenPublicKey: tokenKeyToSpki(tokenPublicKey),
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
    icon: record.addIn.icon === defaultIcon ? null : record.addIn.icon,
    mailboxes: active.map(({ name, email }) => ({ name, email })),
  };
}

type Text = IntegrationRecordJson['email_texts']['placeholder_text'];

function byLanguage(text: Text): Readonly<Record<string, string>> {
  return { ...text.by_language, default: text.default };
}
