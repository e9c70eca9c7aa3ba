import type { Clock, Random, ReserveRequest } from '@vmrkit/core';
import { sealToken, tokenTagText } from '@vmrkit/core/composition';
import { tokenKeyFromSpki } from '../keys/token-key-text.ts';

const NONCE_BYTES = 16;

/** What sealing a caller's token takes. */
export interface SealTokenTagOptions {
  /** SPKI in base64, as snapshots have it. */
  readonly tokenPublicKey: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** The caller's token as a token tag in HTML, one line of the tag a line of the text. */
export function sealTokenTag(request: ReserveRequest, options: SealTokenTagOptions): string {
  const { tokenPublicKey, clock, random } = options;
  const token = sealToken(
    {
      integrationId: request.integrationId,
      issuedAt: clock.now(),
      nonce: Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url'),
      correlationId: request.correlationId,
      proof: { kind: 'exchange', token: request.token },
    },
    { publicKey: tokenKeyFromSpki(tokenPublicKey), random },
  );
  return `<p>${tokenTagText(token).replaceAll('\n', '<br>')}</p>`;
}
