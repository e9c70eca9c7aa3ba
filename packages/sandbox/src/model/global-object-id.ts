import { randomBytes } from 'node:crypto';

const fixedPart = '040000008200E00074C5B7101A82E008';
const dateAt = 32;
const dateLength = 8;

/**
 * A new CleanGlobalObjectId in upper-case hex: 16 fixed bytes, the date of the instance (zero), creation
 * time as FILETIME, 8 reserved bytes, length, data ([MS-OXOCAL] 2.2.1.27 and 2.2.1.28).
 */
export function newCleanGlobalObjectId(createdAt: number): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(createdAt + 11_644_473_600_000) * 10_000n);
  const head = `${fixedPart}00000000${time.toString('hex')}${'00'.repeat(8)}10000000`;
  return (head + randomBytes(16).toString('hex')).toUpperCase();
}

/** The CleanGlobalObjectId that Exchange wraps around the UID of a meeting made elsewhere. */
export function wrapForeignUid(uid: string): string {
  const data = Buffer.concat([
    Buffer.from('vCal-Uid\u0001\0\0\0', 'latin1'),
    Buffer.from(`${uid}\0`, 'utf8'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return `${fixedPart}${'00'.repeat(20)}${length.toString('hex')}${data.toString('hex')}`.toUpperCase();
}

/** The GlobalObjectId of one instance: the clean id with year, month and day of the original date. */
export function instanceGlobalObjectId(
  clean: string,
  date: { readonly year: number; readonly month: number; readonly day: number },
): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(date.year, 0);
  bytes.writeUInt8(date.month, 2);
  bytes.writeUInt8(date.day, 3);
  return clean.slice(0, dateAt) + bytes.toString('hex').toUpperCase() + clean.slice(dateAt + dateLength);
}

/** The clean id that belongs to a GlobalObjectId: the same with the date zeroed. */
export function cleanGlobalObjectId(id: string): string {
  return id.slice(0, dateAt) + '0'.repeat(dateLength) + id.slice(dateAt + dateLength);
}
