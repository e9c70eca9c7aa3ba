/** Unpredictable bytes (cryptographic quality). Core draws from no other source (I6). */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** A random UUID, version 4, lower case: for integrations, reservations and correlations. */
export function uuidV4(random: Random): string {
  return stamped(random.bytes(16), 0x40);
}

/** A UUID, version 7 (RFC 9562), lower case, whose order is that of `unixMs`: for conferences and outbox entries. */
export function uuidV7(random: Random, unixMs: number): string {
  const bytes = random.bytes(16);
  for (let index = 0, rest = unixMs; index < 6; index += 1) {
    bytes[5 - index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return stamped(bytes, 0x70);
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function stamped(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += HEX[byte];
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
