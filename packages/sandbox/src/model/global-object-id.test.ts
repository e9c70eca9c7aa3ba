import { describe, expect, it } from 'vitest';
import {
  cleanGlobalObjectId,
  instanceGlobalObjectId,
  newCleanGlobalObjectId,
  wrapForeignUid,
} from './global-object-id.ts';

describe('global object ids', () => {
  it('have the fixed part, no date, and the length of their data', () => {
    const id = newCleanGlobalObjectId(Date.parse('2026-03-01T00:00:00Z'));
    expect(id).toMatch(/^040000008200E00074C5B7101A82E00800000000[0-9A-F]{16}0{16}10000000[0-9A-F]{32}$/);
  });

  it('carry the date of an instance, and lose it again', () => {
    const clean = newCleanGlobalObjectId(0);
    const instance = instanceGlobalObjectId(clean, { year: 2026, month: 12, day: 31 });
    expect(instance.slice(32, 40)).toBe('07EA0C1F');
    expect(cleanGlobalObjectId(instance)).toBe(clean);
  });

  it('wrap a foreign UID', () => {
    const bytes = Buffer.from(wrapForeignUid('abc@example.org'), 'hex');
    expect(bytes.readUInt32LE(36)).toBe(bytes.length - 40);
    expect(bytes.subarray(40, 48).toString('latin1')).toBe('vCal-Uid');
    expect(bytes.subarray(52, -1).toString('utf8')).toBe('abc@example.org');
  });
});
