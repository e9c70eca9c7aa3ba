import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  instant,
  type JoinAdapter,
  type PlatformRequest,
} from '@vmrkit/core';
import { describe, expect, it } from 'vitest';

/** What {@link joinAdapterContract} is told. */
export interface JoinAdapterContractOptions {
  /** Name of the adapter, for the titles. */
  readonly name: string;
  readonly adapter: JoinAdapter;
  /** The platform's request for an alias. */
  asking(alias: string): PlatformRequest;
}

const opensAt = instant(1_900_000_000_000);
const conference: AdmittedConference = {
  ...{ id: 'conference-1', name: 'Plan <b>&</b>', description: '', subject: 'Plan', theme: null },
  ...{
    ownerEmail: null,
    aliases: ['55123456', '55123456@vc.example.com'],
    aliasDescription: 'Room of Ada',
    closesAt: null,
    pins: null,
    allowGuests: null,
    lobbyUntil: null,
  },
};
const decisions: readonly AdmissionDecision[] = [
  { kind: 'admitted', conference },
  { kind: 'closed', reason: 'not-yet', opensAt },
  { kind: 'closed', reason: 'over', opensAt: null },
  { kind: 'closed', reason: 'cancelled', opensAt: null },
  { kind: 'closed', reason: null, opensAt: null },
  { kind: 'unknown' },
];
const hostile: readonly unknown[] = [
  ...[null, '', 'text', 7, [], {}, { alias: null }, { alias: ['x'] }, { alias: { toString: 'x' } }],
  ...[{ alias: 'x'.repeat(100_000) }, JSON.parse('{"__proto__":{"alias":"x"}}')],
];

/** Registers the tests that every {@link JoinAdapter} passes. Call it at the top of a test file. */
export function joinAdapterContract({ name, adapter, asking }: JoinAdapterContractOptions): void {
  describe(`JoinAdapter contract: ${name}`, () => {
    it.each(['55123456', '55123456@vc.example.com'])('finds the alias %s in a request', (alias) => {
      expect(adapter.question(asking(alias))).toEqual({ alias });
    });

    it.each(hostile)('answers or refuses hostile input, and breaks on none: %j', (body) => {
      try {
        const asked = adapter.question({ ...asking('1'), query: {}, body });
        if (!('alias' in asked)) expect(asked.status).toBeGreaterThanOrEqual(200);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    });

    it.each(decisions)('has words for each decision, the same each time: %j', (decision) => {
      const { status, headers, body } = adapter.answer(decision);
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(600);
      expect(Object.values(headers).every((value) => typeof value === 'string')).toBe(true);
      expect(adapter.answer(decision)).toEqual({ status, headers, body });
    });

    it('[S5.3b] tells no reason that it was not given', () => {
      const [silent, ...told] = [decisions[4], ...decisions.slice(1, 4)].map((decision) =>
        JSON.stringify(adapter.answer(decision ?? { kind: 'unknown' })),
      );
      expect(told).not.toContain(silent);
    });

    it('opens the door for an admitted conference only', () => {
      const [open, ...shut] = decisions.map((decision) => JSON.stringify(adapter.answer(decision)));
      expect(open).toContain(conference.id);
      expect(shut.filter((answer) => answer.includes(conference.id))).toEqual([]);
    });
  });
}
