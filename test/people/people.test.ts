import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePeople, printPeople, text } from './people-scenarios.ts';
import { PeopleWorld } from './people-world.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await PeopleWorld.open();
});
afterEach(() => world.close());

describe('people and their rooms', () => {
  it.each(parsePeople(text))('$title', async ({ steps }) => {
    expect(steps).not.toEqual([]);
    for (const step of steps) {
      await step.act(world).catch((error: unknown) => {
        throw new Error(`${step.text}: ${error instanceof Error ? error.message : error}`, { cause: error });
      });
    }
  });
});

it('a line that is no sentence is refused', () => {
  expect(() => parsePeople('## [S9.1a] Title\n    olga dances')).toThrow(
    'no sentence about people: olga dances',
  );
});

it('docs/people.md shows the file as it is; `vitest run test/people -u` prints it', async () => {
  await expect(printPeople()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/people.md'));
});
