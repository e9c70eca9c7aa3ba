import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamEnvelope } from '../test-support/soap-answers.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { streamEvents } from './stream-events.ts';

const notification = (id: string): string =>
  `<m:Notifications><m:Notification><t:SubscriptionId>${id}</t:SubscriptionId><t:NewMailEvent><t:TimeStamp>2026-01-01T00:00:00Z</t:TimeStamp></t:NewMailEvent></m:Notification></m:Notifications>`;
const heartbeat = '<m:ConnectionStatus>OK</m:ConnectionStatus>';
const parts = [
  `<?xml version="1.0" encoding="utf-8"?>\r\n${streamEnvelope(notification('ü€😀'))}`,
  streamEnvelope(heartbeat),
  `\n${streamEnvelope(notification('b'))}`,
  `<?xml version="1.0"?>${streamEnvelope('<m:ConnectionStatus>Closed</m:ConnectionStatus>').replaceAll('soap11', 'q')}`,
];
const bytes = Buffer.from(parts.join(''), 'utf8');

function readAll(cuts: readonly number[]) {
  const reader = new EnvelopeReader();
  const borders = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort(
    (a, b) => a - b,
  );
  return borders.slice(1).flatMap((end, place) => {
    return reader.read(bytes.subarray(borders[place], end)).map(streamEvents);
  });
}

describe('reading a stream (vendor package, rows 6)', () => {
  it('reads the same, wherever it is cut: inside a tag, inside a character, two documents at once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
        const events = readAll(cuts);
        expect(events.map((event) => event.notifications.map(({ subscription }) => subscription))).toEqual([
          ['ü€😀'],
          [],
          ['b'],
          [],
        ]);
        expect(events.map((event) => event.closed)).toEqual([false, false, false, true]);
      }),
    );
  });

  it('reads byte by byte', () => {
    expect(readAll([...bytes.keys()])).toHaveLength(4);
  });

  it('keeps the blanks at a chunk’s border', () => {
    const reader = new EnvelopeReader();
    expect(reader.read(Buffer.from('<a>one '))).toEqual([]);
    expect(reader.read(Buffer.from(' two</a>'))[0]?.text).toBe('one  two');
  });

  it('refuses a document without end', () => {
    const reader = new EnvelopeReader();
    expect(() => reader.read(Buffer.from(`<a>${'x'.repeat(1_100_000)}`))).toThrow();
  });

  it('looks at each byte of a long piece once, however it is cut', () => {
    const reader = new EnvelopeReader();
    const before = performance.now();
    for (let chunk = 0; chunk < 45_000; chunk += 1) reader.read(Buffer.from(`<a t="${'x'.repeat(14)}`));
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
