import { secretId } from '../accounts/admin-session.ts';
import { secretText } from '../accounts/admin-sessions.ts';
import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import { type AuditedChange, updateAudited } from '../audit/update-audited.ts';
import { ConflictError, NotFoundError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Random, uuidV4 } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection, type Stored } from '../store/document-collection.ts';
import { insertOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import { updateDocument } from '../store/update-document.ts';
import {
  isPlatform,
  type Platform,
  type PlatformEntry,
  type PlatformIndex,
  type PlatformProof,
  platformTombstone,
} from './platform.ts';

const TRIES = 8;
/** Platforms that operators connect. */
const MOST_PLATFORMS = 100;

/** What the use cases of platforms work with. */
export interface PlatformDeps {
  readonly store: { readonly platforms: DocumentCollection<PlatformEntry, PlatformIndex> };
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** A platform as it stands in the store. */
export type StoredPlatform = Stored<Platform>;

/** What people decide about a platform that stands. */
export type PlatformFields = Pick<Platform, 'settings' | 'tenants' | 'mayHearReason' | 'enabled'>;

/** A platform, and its token or password as it is shown once. */
export interface IssuedPlatform extends Pick<Stored<Platform>, 'id' | 'value'> {
  /** 256 bits in base64url; only its SHA-256 is stored. */
  readonly secret: string;
}

/** Names a platform that is to be changed, and the state that it must be in: `may` throws for another. */
export interface PlatformRef {
  readonly id: string;
  readonly by: Pick<AuditNote, 'actor' | 'details'>;
  may(platform: Platform): void;
}

/** A platform to be connected. */
export interface PlatformCreation extends PlatformFields, Pick<Platform, 'name' | 'adapter'> {
  /** Null: it proves itself by a bearer token; else by this name and a password. */
  readonly username: string | null;
  readonly by: PlatformRef['by'];
}

/**
 * Connects a platform and gives its credential, which is shown nowhere again. Rejects with ConflictError
 * `ERR_PLATFORM_NAME` where another has the name, and `ERR_PLATFORM_LIMIT` where there are 100.
 */
export async function createPlatform(
  { by, username, ...fields }: PlatformCreation,
  deps: PlatformDeps,
): Promise<IssuedPlatform> {
  const { store, clock, random } = deps;
  const others = await listPlatforms(deps);
  if (others.some(({ value }) => value.name === fields.name)) throw nameTaken();
  if (others.length >= MOST_PLATFORMS) {
    throw new ConflictError(`There are ${MOST_PLATFORMS} platforms, which is the most.`, {
      code: 'ERR_PLATFORM_LIMIT',
    });
  }
  const [id, now, { secret, proof }] = [uuidV4(random), clock.now(), newProof(username, random)];
  const told = { name: fields.name, adapter: fields.adapter, username, ...toldOf(fields) };
  const value: Platform = {
    ...fields,
    proof,
    createdAt: now,
    version: 1,
    audit: withAudit([], {
      at: now,
      random,
      action: 'platform.created',
      changes: changesBetween({}, told),
      ...by,
    }),
  };
  await insertOne(store.platforms, { partition: DEPLOYMENT, id, value });
  return { id, value, secret };
}

/**
 * Changes a platform; what is left out stays. Rejects as `may` does, with NotFoundError `ERR_PLATFORM_NOT_FOUND` and
 * ConflictError `ERR_PLATFORM_CONTENDED`.
 */
export function changePlatform(
  ref: PlatformRef,
  change: Partial<PlatformFields>,
  deps: PlatformDeps,
): Promise<Stored<Platform>> {
  return write(ref, deps, (platform) => {
    const next = { ...platform, ...change };
    const changes = changesBetween(toldOf(platform), toldOf(next));
    return changes.length === 0 ? null : { ...next, note: { action: 'platform.changed', changes } };
  });
}

/** Gives a platform a new token or password; the one before is refused from now on. Rejects as {@link changePlatform} does. */
export async function renewPlatformSecret(ref: PlatformRef, deps: PlatformDeps): Promise<IssuedPlatform> {
  let secret = '';
  const stored = await write(ref, deps, (platform) => {
    const username = 'username' in platform.proof ? platform.proof.username : null;
    const made = newProof(username, deps.random);
    secret = made.secret;
    return { ...platform, proof: made.proof, note: { action: 'platform.secret-renewed' } };
  });
  return { ...stored, secret };
}

/** Deletes a platform: its requests are refused from now on. Rejects as {@link changePlatform} does. */
export async function deletePlatform(
  { id, by, may }: PlatformRef,
  { store, clock, random }: PlatformDeps,
): Promise<void> {
  const now = clock.now();
  const { written } = await updateDocument<PlatformEntry>(
    store.platforms,
    { partition: DEPLOYMENT, id },
    (entry) => {
      if (entry === null || !isPlatform(entry)) return null;
      may(entry);
      const told = { at: now, random, ...by, action: 'platform.deleted' };
      return platformTombstone(now, withAudit(entry.audit, told));
    },
    { tries: TRIES, what: 'platform', code: 'ERR_PLATFORM_CONTENDED' },
  );
  if (!written) throw noPlatform();
}

/** All platforms that operators connected, by creation. */
export async function listPlatforms({
  store,
}: Pick<PlatformDeps, 'store'>): Promise<readonly Stored<Platform>[]> {
  const found: Stored<Platform>[] = [];
  const query = { index: 'created', equals: [] } as const;
  for await (const { id, revision, value } of everyDocument(store.platforms, DEPLOYMENT, query)) {
    if (isPlatform(value)) found.push({ id, revision, value });
  }
  return found;
}

/** That there is no such platform. */
export function noPlatform(): NotFoundError {
  return new NotFoundError('There is no such platform.', { code: 'ERR_PLATFORM_NOT_FOUND' });
}

/** That another platform has this name. */
export function nameTaken(): ConflictError {
  const message = 'Another platform has this name.';
  const issues = [{ path: ['name'], code: 'duplicate', message }];
  return new ConflictError(message, { code: 'ERR_PLATFORM_NAME', issues });
}

async function write(
  { id, by, may }: PlatformRef,
  { store, clock, random }: PlatformDeps,
  change: (platform: Platform) => AuditedChange<Platform> | null,
): Promise<Stored<Platform>> {
  const stored = await updateAudited<PlatformEntry, Platform>(
    store.platforms,
    { partition: DEPLOYMENT, id },
    change,
    {
      clock,
      random,
      is: isPlatform,
      may,
      by,
      what: 'platform',
      code: 'ERR_PLATFORM_CONTENDED',
    },
  );
  if (stored === null) throw noPlatform();
  return stored;
}

function newProof(
  username: string | null,
  random: Random,
): { readonly secret: string; readonly proof: PlatformProof } {
  const secret = secretText(random);
  const hash = secretId(secret);
  return { secret, proof: username === null ? { bearerSha256: hash } : { username, passwordSha256: hash } };
}

function toldOf({ settings, tenants, mayHearReason, enabled }: PlatformFields): object {
  return {
    settings,
    tenants: tenants === 'all' ? tenants : [...tenants],
    may_hear_reason: mayHearReason,
    enabled,
  };
}
