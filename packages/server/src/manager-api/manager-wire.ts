import { type EdgeSnapshot, instant, type ReserveAnswer, type ReserveRequest } from '@vmrkit/core';
import { z } from 'zod';

const mailbox = z.strictObject({ name: z.string(), email: z.string() });
const byLanguage = z.record(z.string(), z.string());

/** What an edge forwards to a manager. */
export const managerReserveRequestSchema = z.strictObject({
  integration_id: z.string().max(64),
  token: z.string().max(16_384),
  draft_key: z.string().max(128).nullable(),
  body_tags: z.array(z.string().max(16_384)).max(20).default([]),
  language: z.string().max(64).nullable(),
  correlation_id: z.string().max(64),
});

/** What a manager answers. */
export const managerReserveAnswerSchema = z.strictObject({
  kind: z.enum(['reserved', 'deferred', 'already']),
  html: z.string(),
  mailbox,
  correlation_id: z.string(),
});

/** What an edge keeps while no manager can be asked. */
export const managerSnapshotSchema = z.strictObject({
  taken_at: z.int().describe('Unix milliseconds.'),
  token_public_key: z.string().describe('X25519, SPKI in base64.'),
  integrations: z.array(
    z.strictObject({
      tenant_id: z.string(),
      integration_id: z.string(),
      name: z.string(),
      placeholder: byLanguage,
      pane_texts: z.record(z.string(), byLanguage),
      mailboxes: z.array(mailbox),
    }),
  ),
});

type ReserveRequestJson = z.output<typeof managerReserveRequestSchema>;
type ReserveAnswerJson = z.output<typeof managerReserveAnswerSchema>;
type SnapshotJson = z.output<typeof managerSnapshotSchema>;

/** A request as an edge sends it. */
export function reserveRequestToJson(request: ReserveRequest): ReserveRequestJson {
  return {
    integration_id: request.integrationId,
    token: request.token,
    draft_key: request.draftKey,
    body_tags: [...request.bodyTags],
    language: request.language,
    correlation_id: request.correlationId,
  };
}

/** A request as a manager reads it. */
export function reserveRequestFromJson(json: ReserveRequestJson): ReserveRequest {
  return {
    integrationId: json.integration_id,
    token: json.token,
    draftKey: json.draft_key,
    bodyTags: json.body_tags,
    language: json.language,
    correlationId: json.correlation_id,
  };
}

/** An answer as a manager sends it. */
export function reserveAnswerToJson({
  kind,
  html,
  mailbox,
  correlationId,
}: ReserveAnswer): ReserveAnswerJson {
  return { kind, html, mailbox: { name: mailbox.name, email: mailbox.email }, correlation_id: correlationId };
}

/** An answer as an edge reads it. */
export function reserveAnswerFromJson(json: ReserveAnswerJson): ReserveAnswer {
  return { kind: json.kind, html: json.html, mailbox: json.mailbox, correlationId: json.correlation_id };
}

/** A snapshot as a manager sends it. */
export function snapshotToJson({ takenAt, tokenPublicKey, integrations }: EdgeSnapshot): SnapshotJson {
  return {
    taken_at: takenAt,
    token_public_key: tokenPublicKey,
    integrations: integrations.map((each) => ({
      tenant_id: each.tenantId,
      integration_id: each.integrationId,
      name: each.name,
      placeholder: { ...each.placeholder },
      pane_texts: Object.fromEntries(
        Object.entries(each.paneTexts).map(([name, texts]) => [name, { ...texts }]),
      ),
      mailboxes: each.mailboxes.map(({ name, email }) => ({ name, email })),
    })),
  };
}

/** A snapshot as an edge reads it. */
export function snapshotFromJson(json: SnapshotJson): EdgeSnapshot {
  return {
    takenAt: instant(json.taken_at),
    tokenPublicKey: json.token_public_key,
    integrations: json.integrations.map((each) => ({
      tenantId: each.tenant_id,
      integrationId: each.integration_id,
      name: each.name,
      placeholder: each.placeholder,
      paneTexts: each.pane_texts,
      mailboxes: each.mailboxes,
    })),
  };
}
