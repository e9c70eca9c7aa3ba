import { type Algorithm, hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '@vmrkit/core/composition';

/** Argon2id as RFC 9106 (4) recommends it where memory is short: 64 MiB, three passes, four lanes. */
const cost = { algorithm: 2 satisfies Algorithm, memoryCost: 65_536, timeCost: 3, parallelism: 4 };

/** Hashes of different processes may be made at once; those of one wait, since each takes memory and a thread. */
let before: Promise<unknown> = Promise.resolve();

/** Passwords as Argon2id, one at a time. */
export const argon2Hasher: PasswordHasher = {
  hash: (password) => inTurn(() => hash(password, cost)),
  verify: (phc, password) => inTurn(() => verify(phc, password).catch(() => false)),
};

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = before.then(work);
  before = done.catch(() => undefined);
  return done;
}
