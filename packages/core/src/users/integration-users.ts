import type { IntegrationRef } from '../identity/tenancy.ts';
import type { SignedInIdentity } from '../sign-in/sign-in-provider.ts';
import type { Stored } from '../store/document-collection.ts';
import { callerUserId, identityUserIds, type User, userName } from './user.ts';
import {
  changeUser,
  contended,
  drawUserId,
  findUser,
  findUserByIds,
  findUsersByEmail,
  type UserDeps,
  writeUser,
} from './user-records.ts';
import { awaitsPerson, newUser, signedIn, withExchangeId } from './user-rules.ts';

const TRIES = 8;

/** A user as sign-ins and panes know one. */
export interface KnownUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Keys of the callers (see `Caller.key`) that are known to be this person, of whichever integration. */
  readonly callerKeys: readonly string[];
}

/** Whose users, and whether there may be new ones. */
export interface IntegrationUsersOptions extends UserDeps {
  readonly integration: IntegrationRef;
  /** `personal.allow_new_users` of the record as it stands now. */
  readonly allowsNewUsers: boolean;
}

/** The users of one integration's tenant, as its sign-ins know them (S9.4). All reject as the store does. */
export class IntegrationUsers {
  readonly #options: IntegrationUsersOptions;

  constructor(options: IntegrationUsersOptions) {
    this.#options = options;
  }

  /** Null: there is none, or none any more; then a bearer that names it has ended. */
  async get(userId: string): Promise<KnownUser | null> {
    const { tenantId } = this.#options.integration;
    return toKnown(await findUser({ tenantId, userId }, this.#options));
  }

  /** By the key of a verified caller of this integration: an Exchange id, or a person in Entra. */
  async ofCaller(callerKey: string): Promise<KnownUser | null> {
    const { tenantId, integrationId } = this.#options.integration;
    const id = callerUserId(integrationId, callerKey);
    return id === null ? null : toKnown(await findUserByIds(tenantId, [id], this.#options));
  }

  /**
   * By who signed in; else the record that an operator made for this address and that waits for its person. Rejects with
   * ConflictError `ERR_USER_ID_TAKEN` where the identity names two records.
   */
  async ofIdentity(identity: SignedInIdentity): Promise<KnownUser | null> {
    return toKnown(await this.#find(identity));
  }

  /**
   * The person's record with what the sign-in tells of it, made where there is none and the integration allows new users.
   * Null: it allows none. Rejects as {@link IntegrationUsers.ofIdentity}, and with ConflictError `ERR_USER_CONTENDED` when
   * others keep writing it.
   */
  async admit(identity: SignedInIdentity): Promise<KnownUser | null> {
    const { integration, allowsNewUsers, clock, random } = this.#options;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const seen = await this.#find(identity);
      if (seen === null && !allowsNewUsers) return null;
      const change = { now: clock.now(), random, integrationId: integration.integrationId };
      const value =
        seen === null
          ? newUser(integration.tenantId, identity, change)
          : signedIn(seen.value, identity, change);
      const id = seen?.id ?? drawUserId(random);
      if (value === seen?.value) return known({ id, value });
      // Where an id is taken by now, the next look finds its record.
      if ((await writeUser({ id, value, seen }, this.#options)) === 'written') return known({ id, value });
    }
    throw contended();
  }

  /**
   * Ties an Exchange id to a record. `confirmed`: the person was told that it has one already and consented. Rejects with
   * ConflictError `ERR_USER_ID_TAKEN` where the id is another record's, NotAllowedError `ERR_USER_ID_SECOND` where it is a
   * second one that nobody confirmed. A record that is gone, and a caller without an Exchange id, are passed over.
   */
  async tie(userId: string, tie: { readonly callerKey: string; readonly confirmed: boolean }): Promise<void> {
    const { integration, clock, random } = this.#options;
    const id = callerUserId(integration.integrationId, tie.callerKey);
    if (id?.kind !== 'exchange') return;
    const ref = { tenantId: integration.tenantId, userId };
    const { integrationId } = integration;
    const how = { confirmed: tie.confirmed, now: clock.now(), random, integrationId };
    await changeUser(ref, (user) => withExchangeId(user, id, how), this.#options);
  }

  async #find(identity: SignedInIdentity): Promise<Stored<User> | null> {
    const { tenantId } = this.#options.integration;
    const found = await findUserByIds(tenantId, identityUserIds(identity), this.#options);
    if (found !== null || identity.email === null || !identity.isEmailTrusted) return found;
    const ofAddress = await findUsersByEmail({ tenantId, email: identity.email }, this.#options);
    return ofAddress.find(({ value }) => awaitsPerson(value)) ?? null;
  }
}

function toKnown(stored: Stored<User> | null): KnownUser | null {
  return stored && known(stored);
}

function known({ id, value }: Pick<Stored<User>, 'id' | 'value'>): KnownUser {
  const callerKeys = value.ids.flatMap((each) => (each.kind === 'subject' ? [] : [each.key]));
  return { id, name: userName(value), email: value.email, callerKeys };
}
