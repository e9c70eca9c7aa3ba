import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenarios } from './parse-scenarios.ts';
import { printScenarios } from './print-scenarios.ts';
import type { ScenarioWorld } from './scenario-world.ts';

const HEAD = '# Rooms\n\n## [S4.3a] A title\n';
const MINUTE = 60_000;

/** Notes what it is told to do. */
function notingWorld() {
  const told: unknown[][] = [];
  const get = (_: ScenarioWorld, verb: string | symbol) => {
    return async (...values: unknown[]) => {
      told.push([verb, ...values]);
    };
  };
  return { told, world: new Proxy({} as ScenarioWorld, { get }) };
}

async function told(lines: string): Promise<readonly unknown[]> {
  const { told, world } = notingWorld();
  for (const { act } of parseScenarios('f.txt', HEAD + lines)[0]?.steps ?? []) await act(world);
  return told;
}

describe('a file of scenarios', () => {
  it('is read line by line', async () => {
    const lines = [
      '    alice books "Plan" from 10:00 to day 2 11:30, daily, 4 times above the quoted instructions of "Other"',
      '    day 2 08:00  "Plan" is answered: accept new series, decline alias conflict (where it can be given)',
      '                 joining "Plan" is refused: not yet',
    ];
    expect(await told(lines.join('\n'))).toEqual([
      [
        'book',
        {
          by: 'alice',
          title: 'Plan',
          start: 60 * MINUTE,
          end: (24 + 2.5) * 60 * MINUTE,
          daily: 4,
          body: { kind: 'quoting', of: 'Other' },
        },
      ],
      ['moveTo', 23 * 60 * MINUTE],
      [
        'expectAnswers',
        'Plan',
        [
          { answer: 'accept series-new', unlessOutdated: false },
          { answer: 'decline alias-conflict', unlessOutdated: true },
        ],
      ],
      ['expectJoining', 'Plan', 'not yet'],
    ]);
  });

  it.each([
    ['    alice cancels "Plan"', false],
    ['    09:00  alice cancels "Plan"', true],
    ['    the manager stops', true],
  ])('tells whether a scenario needs the world to itself: %s', (line, alone) => {
    expect(parseScenarios('f.txt', HEAD + line)).toMatchObject([{ title: '[S4.3a] A title', alone }]);
  });

  it.each([
    ['    alice hides "Plan"', 'f.txt:4:11: expected "books", or "moves", or'],
    ['    alice moves "Plan" to 25:00', 'f.txt:4:27: expected day 2 14:30: alice moves'],
    ['    alice moves "Plan" to 15:00 today', 'f.txt:4:32: expected the end of the line'],
    ['    09:00  "Plan" is answered: accept', 'f.txt:4:32: expected accept new meeting'],
    ['alice cancels "Plan"', 'f.txt:4:1: neither'],
    ['## A title without clauses', 'f.txt:4:1: neither'],
    ['', 'f.txt: without steps: [S4.3a] A title'],
  ])('is refused with its place: %s', (line, message) => {
    expect(() => parseScenarios('f.txt', HEAD + line)).toThrow(SyntaxError);
    expect(() => parseScenarios('f.txt', HEAD + line)).toThrow(message);
  });
});

it('docs/scenarios.md shows the files as they are; `vitest run test/scenarios -u` prints it', async () => {
  await expect(printScenarios()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/scenarios.md'));
});
