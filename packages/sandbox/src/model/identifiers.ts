import { randomBytes } from 'node:crypto';

const changeKeyHeads = { calendar: 0x0f, meeting: 0x0b, message: 0x09, folder: 0x01 } as const;

const poolSize = 70 * 512;
let pool = Buffer.alloc(0);

/** Random bytes from a pool: one system call for hundreds of ids. */
function takeRandom(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(poolSize);
  const taken = pool.subarray(0, length);
  pool = pool.subarray(length);
  return taken;
}

/** What a change key belongs to; recorded servers begin the key differently for each. */
export type ChangeKeyKind = keyof typeof changeKeyHeads;

/** Makes the opaque identifiers of one mailbox. */
export class IdentifierSource {
  readonly #mailboxGuid = randomBytes(16);
  #changes = 0;

  /**
   * An item or folder id: 152 characters of base64 that begin with `AAMk`, case-sensitive, different
   * in every mailbox.
   */
  itemId(): string {
    const id = Buffer.alloc(114);
    id.set([0x00, 0x03, 0x24], 0);
    this.#mailboxGuid.copy(id, 3);
    this.#mailboxGuid.copy(id, 19);
    takeRandom(70).copy(id, 44);
    return id.toString('base64');
  }

  /** An id that an item keeps when it moves; begins with `AAkALg`. */
  immutableId(): string {
    const id = Buffer.alloc(81);
    id.set([0x00, 0x09, 0x00, 0x2e], 0);
    this.#mailboxGuid.copy(id, 11);
    takeRandom(54).copy(id, 27);
    return id.toString('base64');
  }

  /** A change key never given before; `DwAAAB…` for calendar items, `CwAAAB…` and `CQAAAB…` for mail. */
  changeKey(kind: ChangeKeyKind): string {
    const key = Buffer.alloc(30);
    key[0] = changeKeyHeads[kind];
    key[4] = 0x16;
    this.#mailboxGuid.copy(key, 8);
    key.writeUIntBE(++this.#changes, 24, 6);
    return key.toString('base64');
  }
}

/** A fresh RFC 5322 Message-ID of the simulated organisation, with its angle brackets. */
export function newMessageId(host: string): string {
  return `<${randomBytes(16).toString('hex')}@${host}>`;
}
