import { createHmac } from 'node:crypto';
import type { Random } from '../runtime/random.ts';
import type { SecretContext } from '../secrets/secret-box.ts';
import type { Instant } from '../time/instant.ts';

/** How secrets of webhooks begin (Standard Webhooks). */
const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret: 32 random bytes in base64, behind `whsec_`. */
export function newWebhookSecret(random: Random): string {
  return `${SECRET_PREFIX}${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64')}`;
}

/** What a webhook's secret is sealed for. */
export function webhookSecretContext(tenantId: string, id: string): SecretContext {
  return { tenantId, integrationId: 'webhooks', field: `webhooks/${id}/secret` };
}

/** What one try sends. */
export interface SignedMessage {
  readonly messageId: string;
  readonly at: Instant;
  readonly body: string;
}

/**
 * The headers of a message, signed with each of the secrets: `webhook-id`, `webhook-timestamp` (seconds) and
 * `webhook-signature` (HMAC-SHA256 of id, timestamp and body with points between, in base64, behind `v1,`). Source:
 * Standard Webhooks, Webhook scheme.
 */
export function signedHeaders(
  { messageId, at, body }: SignedMessage,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signed = `${messageId}.${timestamp}.${body}`;
  return {
    'content-type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${signatureOf(signed, secret)}`).join(' '),
  };
}

function signatureOf(text: string, secret: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
