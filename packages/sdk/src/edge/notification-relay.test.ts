import { type NotificationDelivery, UnavailableError } from '@vmrkit/core';
import { FakeClock, recordingLogger } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { NotificationRelay } from './notification-relay.ts';

const many = (count: number, payload = 'x') => Array.from({ length: count }, () => ({ key: 'k', payload }));

/** A relay to managers that answer when they are told to. */
function stage() {
  const [clock, logger] = [new FakeClock(), recordingLogger()];
  const asked: NotificationDelivery[] = [];
  const answers: { resolve(value: Record<string, never>): void; reject(error: Error): void }[] = [];
  const deliver = (delivery: NotificationDelivery) => {
    asked.push(delivery);
    return new Promise<Record<string, never>>((resolve, reject) => answers.push({ resolve, reject }));
  };
  const relay = new NotificationRelay({ managers: { deliver }, clock, logger });
  return {
    relay,
    clock,
    logger,
    asked,
    /** Answers the call under way, and each that follows, until none does. */
    async answer(error?: Error) {
      for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
        if (error === undefined) answer.resolve({});
        else answer.reject(error);
        await new Promise((done) => setImmediate(done));
      }
    },
  };
}

describe('NotificationRelay', () => {
  it('sends one call at a time, each of a size that a manager takes, and for one set of providers', async () => {
    const { relay, asked, answer } = stage();
    relay.take(['a'], many(1));
    relay.take(['a'], many(250));
    relay.take(['a'], many(30, '\u0001'.repeat(4_000)));
    relay.take(['b'], many(1));
    expect(asked).toHaveLength(1);
    await answer();
    const all = asked.flatMap(({ providers, notifications }) => notifications.map(() => providers[0]));
    expect(all).toEqual([...Array(281).fill('a'), 'b']);
    for (const each of asked) {
      expect(each.notifications.length).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(JSON.stringify(each))).toBeLessThan(64 * 1_024);
    }
    expect(relay.counts).toEqual({ delivered: 282, dropped: 0 });
  });

  it('drops and counts what floods it, is too long, or finds no manager; the log hears of it once a minute', async () => {
    const { relay, clock, logger, answer } = stage();
    relay.take(['a'], many(1));
    relay.take(['a'], many(1_500));
    expect(relay.counts.dropped).toBe(500);
    relay.take(['a'], [{ key: 'k'.repeat(201), payload: '' }, ...many(1, 'x'.repeat(8_193))]);
    expect(relay.counts.dropped).toBe(502);
    await answer(new UnavailableError('Away.', { code: 'ERR_MANAGER_AWAY' }));
    expect(relay.counts).toEqual({ delivered: 0, dropped: 1_503 });
    expect(logger.lines).toMatchObject([{ fields: { reason: expect.any(String), dropped: 500 } }]);
    await clock.advance(60_000);
    relay.take(['a'], many(1));
    await answer(new UnavailableError('Away.', { code: 'ERR_MANAGER_AWAY' }));
    expect(logger.lines).toMatchObject([{}, { fields: { code: 'ERR_MANAGER_AWAY', dropped: 1_504 } }]);
    relay.take(['a'], many(2));
    await answer();
    expect(relay.counts.delivered).toBe(2);
  });
});
