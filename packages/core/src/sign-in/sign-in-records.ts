import { ConflictError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { SecretBox, SecretContext } from '../secrets/secret-box.ts';
import type { DocumentCollection } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import type { Instant } from '../time/instant.ts';
import type { SignIn, StoredSignIn } from './sign-in.ts';
import type { SignInStep } from './step-sign-in.ts';

/** Names one sign-in. */
export interface SignInRef {
  readonly tenantId: TenantId;
  readonly integrationId: string;
  readonly id: string;
}

/** What {@link SignInRecords} work with. */
export interface SignInRecordsOptions {
  readonly collection: DocumentCollection<StoredSignIn, 'due'>;
  readonly secretBox: Pick<SecretBox, 'seal' | 'open'>;
}

const TRIES = 8;

/** The sign-ins under way, each sealed as a whole; several managers share them. Rejects as the store does. */
export class SignInRecords {
  readonly #options: SignInRecordsOptions;

  constructor(options: SignInRecordsOptions) {
    this.#options = options;
  }

  async insert(ref: SignInRef, signIn: SignIn): Promise<void> {
    const value = await this.#sealed(ref, signIn);
    await insertOne(this.#options.collection, { partition: ref.tenantId, id: ref.id, value });
  }

  /** Null: there is none of this integration, or what it was sealed with is gone. */
  async find(ref: SignInRef): Promise<SignIn | null> {
    const stored = await loadOne(this.#options.collection, { partition: ref.tenantId, id: ref.id });
    return stored === null ? null : this.#opened(ref, stored.value);
  }

  /**
   * Takes one step, again from the start when another write came between. Null: there is no such sign-in. Rejects with
   * ConflictError `ERR_SIGN_IN_CONTENDED` when others keep writing it.
   */
  async step<Outcome>(
    ref: SignInRef,
    take: (signIn: SignIn) => SignInStep<Outcome>,
  ): Promise<Outcome | null> {
    const { collection } = this.#options;
    const place = { partition: ref.tenantId, id: ref.id };
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const stored = await loadOne(collection, place);
      const signIn = stored && (await this.#opened(ref, stored.value));
      if (stored === null || signIn === null) return null;
      const { next, outcome } = take(signIn);
      if (next === signIn) return outcome;
      const write = { ...place, revision: stored.revision, value: await this.#sealed(ref, next) };
      if (await replaceOne(collection, write)) return outcome;
    }
    throw new ConflictError('Others keep writing this sign-in.', { code: 'ERR_SIGN_IN_CONTENDED' });
  }

  async #sealed(ref: SignInRef, signIn: SignIn): Promise<StoredSignIn> {
    const { tenantId, integrationId } = ref;
    const sealed = await this.#options.secretBox.seal(JSON.stringify(signIn), contextOf(ref));
    return { tenantId, integrationId, expiresAt: signIn.expiresAt, sealed };
  }

  async #opened(ref: SignInRef, stored: StoredSignIn): Promise<SignIn | null> {
    if (stored.integrationId !== ref.integrationId) return null;
    const text = await this.#options.secretBox.open(stored.sealed, contextOf(ref)).catch(() => null);
    return text === null ? null : JSON.parse(text);
  }
}

/** Removes sign-ins whose time is over, at most `limit` of them; gives how many it found. Rejects as the store does. */
export async function forgetSignIns(
  collection: SignInRecordsOptions['collection'],
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<number> {
  const { items } = await collection.find(null, { index: 'due', equals: [], to: now, limit });
  for (const { partition, id, revision } of items) {
    await collection.commit(partition, [{ op: 'remove', id, revision }]);
  }
  return items.length;
}

function contextOf({ tenantId, integrationId, id }: SignInRef): SecretContext {
  return { tenantId, integrationId, field: `sign_ins/${id}` };
}
