import type { Instant, Random } from '@vmrkit/core';

const CLASS_ID = '040000008200e00074c5b7101a82e008';

/** A new clean global object id in lower-case hex ([MS-OXOCAL] 2.2.1.28). */
export function newGlobalObjectId(random: Random, createdAt: Instant): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(createdAt));
  const data = Buffer.from(random.bytes(16)).toString('hex');
  return `${CLASS_ID}00000000${time.toString('hex')}0000000000000000${'10000000'}${data}`;
}

/** The global object id of one instance: the clean one with the date of its pattern start ([MS-OXOCAL] 2.2.1.27). */
export function instanceObjectId(clean: string, originalStart: Instant): string {
  const day = new Date(originalStart);
  const date = Buffer.alloc(4);
  date.writeUInt16BE(day.getUTCFullYear());
  date.writeUInt8(day.getUTCMonth() + 1, 2);
  date.writeUInt8(day.getUTCDate(), 3);
  return clean.slice(0, 32) + date.toString('hex') + clean.slice(40);
}
