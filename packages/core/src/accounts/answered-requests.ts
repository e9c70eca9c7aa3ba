import { createHash } from 'node:crypto';
import { ConflictError, InvalidInputError, UnavailableError, VmrKitError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { SecretBox, SecretContext } from '../secrets/secret-box.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';

/** How long an answer is kept. */
const KEPT_MS = DAY_MS;

/** A request that came with a key, in the deployment's partition. Id: hash of caller and key. */
export interface AnsweredRequest {
  /** SHA-256 of what was asked. */
  readonly requestHash: string;
  /** The answer, sealed, since it may hold a secret that is shown once; null: it is being carried out. */
  readonly sealed: string | null;
  readonly forgetAt: Instant;
}

/** Requests by when they are forgotten. */
export const answeredRequestShape: CollectionShape<AnsweredRequest, 'forget'> = {
  name: 'answered_requests',
  indexes: { forget: ({ forgetAt }) => [forgetAt] },
};

/** What {@link answerOnce} works with. */
export interface AnswerOnceDeps {
  readonly collection: DocumentCollection<AnsweredRequest, 'forget'>;
  readonly secretBox: Pick<SecretBox, 'seal' | 'open'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A request with a key. */
export interface KeyedRequest {
  readonly callerId: string;
  readonly key: string;
  /** What is asked, as JSON. */
  readonly request: unknown;
}

/**
 * Carries a request out once: asked again with its key within a day, it gives the first answer (JSON). What failed may be
 * asked again, unless it may have happened. Rejects as `act` does; with InvalidInputError `ERR_REQUEST_KEY_REUSED` for another request with the key,
 * `ERR_REQUEST_KEY_INVALID` for a key that is none, and ConflictError `ERR_REQUEST_REPEATED` while it is being carried out,
 * or was cut short.
 */
export async function answerOnce<Answer>(
  { callerId, key, request }: KeyedRequest,
  { act, ...deps }: AnswerOnceDeps & { act(): Promise<Answer> },
): Promise<Answer> {
  const { collection, secretBox, clock } = deps;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new InvalidInputError('A key has 1 to 255 visible characters of ASCII.', {
      code: 'ERR_REQUEST_KEY_INVALID',
    });
  }
  const id = sha256(JSON.stringify([callerId, key]));
  const place = { partition: DEPLOYMENT, id };
  const now = clock.now();
  const value = { requestHash: sha256(JSON.stringify(request)), sealed: null, forgetAt: shift(now, KEPT_MS) };
  let stored = await loadOne(collection, place);
  if (stored !== null && stored.value.forgetAt <= now) {
    await collection.commit(DEPLOYMENT, [{ op: 'remove', id, revision: stored.revision }]);
    stored = null;
  }
  if (stored === null && !(await insertOne(collection, { ...place, value }))) {
    stored = await loadOne(collection, place);
    if (stored === null) throw repeated();
  }
  const context = contextOf(id);
  if (stored !== null) return answerOf(stored.value, { wanted: value.requestHash, secretBox, context });
  const answer = await act().catch(async (error: unknown) => {
    // Where it may have happened all the same, it is not done again.
    if (!VmrKitError.is(error) || UnavailableError.is(error)) throw error;
    const begun = await loadOne(collection, place);
    if (begun !== null) await collection.commit(DEPLOYMENT, [{ op: 'remove', id, revision: begun.revision }]);
    throw error;
  });
  const sealed = await secretBox.seal(JSON.stringify(answer), context);
  const begun = await loadOne(collection, place);
  if (begun !== null) {
    await replaceOne(collection, { ...place, revision: begun.revision, value: { ...value, sealed } });
  }
  return answer;
}

interface Reading extends Pick<AnswerOnceDeps, 'secretBox'> {
  readonly wanted: string;
  readonly context: SecretContext;
}

async function answerOf<Answer>(
  { requestHash, sealed }: AnsweredRequest,
  { wanted, secretBox, context }: Reading,
): Promise<Answer> {
  if (requestHash !== wanted) {
    throw new InvalidInputError('This key came with another request before.', {
      code: 'ERR_REQUEST_KEY_REUSED',
    });
  }
  const text = sealed === null ? null : await secretBox.open(sealed, context).catch(() => null);
  if (text === null) throw repeated();
  return JSON.parse(text);
}

function repeated(): ConflictError {
  return new ConflictError('This request is being carried out, or was cut short: see what became of it.', {
    code: 'ERR_REQUEST_REPEATED',
  });
}

function contextOf(id: string): SecretContext {
  return { tenantId: DEPLOYMENT, integrationId: 'admin', field: `answered_requests/${id}` };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
