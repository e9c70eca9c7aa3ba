import { createHmac } from 'node:crypto';
import { InvalidInputError } from '../errors/vmrkit-error.ts';

/** Even, so that the halves stand where they stood; 8 keep a pseudorandom round function well mixed. */
const ROUNDS = 8;

/** Longest number that a space may have, in digits. */
export const MAX_NUMBER_LENGTH = 15;

/** A keyed order of all numbers of one length: whoever lacks the key cannot tell the next from the earlier ones. */
export interface Permutation {
  /** How many numbers there are: 10 to the power of the length. */
  readonly size: number;
  /** The number at `position` (0 to `size` - 1); each number stands at exactly one. */
  at(position: number): number;
}

/**
 * The permutation of the numbers of `length` digits (1 to 15) that `key` names: a balanced Feistel network over
 * HMAC-SHA-256, walked until it falls inside the space (NIST SP 800-38G describes the construction's family;
 * "cycle walking"). A walk takes fewer than four steps on average. Throws `ERR_ALIAS_LENGTH`.
 */
export function createPermutation(key: Uint8Array, length: number): Permutation {
  if (!Number.isInteger(length) || length < 1 || length > MAX_NUMBER_LENGTH) {
    throw new InvalidInputError(`A number has 1 to ${MAX_NUMBER_LENGTH} digits.`, {
      code: 'ERR_ALIAS_LENGTH',
    });
  }
  const size = 10 ** length;
  const halfBits = Math.ceil(Math.log2(size) / 2);
  const half = 2 ** halfBits;
  const message = Buffer.alloc(6);
  message[1] = length;

  function mix(round: number, value: number): number {
    message[0] = round;
    message.writeUInt32BE(value, 2);
    return createHmac('sha256', key).update(message).digest().readUInt32BE(0) % half;
  }

  function step(value: number): number {
    let left = Math.floor(value / half);
    let right = value % half;
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = left ^ mix(round, right);
      left = right;
      right = next;
    }
    return left * half + right;
  }

  return {
    size,
    at(position) {
      let value = position;
      do value = step(value);
      while (value >= size);
      return value;
    },
  };
}

/**
 * Where a number stands among the free ones of its space: hex text that says nothing without the key and is
 * another one at each release, so that no order can be learnt over the years.
 */
export function keyedRank(
  key: Uint8Array,
  use: { readonly number: number; readonly freedAt: number },
): string {
  return createHmac('sha256', key).update(`rank:${use.number}:${use.freedAt}`).digest('hex').slice(0, 24);
}
