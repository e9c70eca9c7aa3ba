import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPinoLogger } from './create-pino-logger.ts';
import { fileDevice, LogDestination, type LogDevice } from './log-destination.ts';

/** A device that takes what it is told to take. */
function slowDevice() {
  const waiting: (() => void)[] = [];
  let text = '';
  let room = Number.POSITIVE_INFINITY;
  const device: LogDevice = {
    write: (chunk, done) => {
      waiting.push(() => {
        const taken = chunk.subarray(0, room);
        text += taken.toString();
        const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
        done(taken.length < chunk.length ? full : null, taken.length);
      });
    },
  };
  return {
    device,
    take: () => waiting.shift()?.(),
    setRoom: (bytes: number) => {
      room = bytes;
    },
    get text() {
      return text;
    },
  };
}

const line = (text: string) => `${text.padEnd(9, '.')}\n`;

describe('LogDestination', () => {
  it('keeps what fits while its device takes nothing, drops and counts the rest, and says so once it goes on', async () => {
    const slow = slowDevice();
    const log = new LogDestination(slow.device, { mostBytes: 20 });
    for (const text of ['a', 'b', 'c', 'd', 'e']) log.write(line(text));
    expect(log.state).toEqual({ dropped: 2, trouble: 'it takes no more lines' });
    expect(await log.drained(5)).toBe(false);
    slow.take();
    slow.take();
    expect(await log.drained(1_000)).toBe(true);
    const lines = slow.text.split('\n');
    expect(lines[0]).toBe('a........');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'error', dropped: 2 });
    expect(lines.slice(2)).toEqual(['b........', 'c........', '']);
    expect(log.state).toEqual({ dropped: 2, trouble: null });
    log.write(line('f'));
    slow.take();
    expect(slow.text.match(/"dropped"/g)).toHaveLength(1);
  });

  it('tears no line where a full disk took a part of it', () => {
    const slow = slowDevice();
    const log = new LogDestination(slow.device);
    slow.setRoom(3);
    log.write(line('a'));
    slow.take();
    expect(log.state).toEqual({ dropped: 1, trouble: 'ENOSPC' });
    slow.setRoom(0);
    log.write(line('b'));
    slow.take();
    slow.setRoom(Number.POSITIVE_INFINITY);
    log.write(line('c'));
    slow.take();
    const lines = slow.text.split('\n');
    expect([lines[0], lines[2]]).toEqual(['a..', 'c........']);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ dropped: 2 });
    expect(log.state).toEqual({ dropped: 2, trouble: null });
  });

  it('goes on without a full disk', () => {
    const handle = openSync('/dev/full', 'w');
    const log = new LogDestination(fileDevice(handle));
    const logger = createPinoLogger('info', log);
    for (let count = 0; count < 100; count += 1) logger.info('Line.');
    closeSync(handle);
    expect(log.state).toEqual({ dropped: 100, trouble: 'ENOSPC' });
  });

  it('writes a file at once', () => {
    const file = join(tmpdir(), `vmrkit-log-${process.pid}`);
    const handle = openSync(file, 'w');
    const log = new LogDestination(fileDevice(handle));
    log.write(line('a'));
    log.write(line('b'));
    expect(readFileSync(file, 'utf8')).toBe('a........\nb........\n');
    closeSync(handle);
    rmSync(file);
  });
});
